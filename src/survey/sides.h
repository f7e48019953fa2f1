/**
 * @file sides.h
 * @brief The 四至 sentence of a zone against its boundary: docs/formats/sides.md says how.
 *
 * Knows no files: shapes of a zone, a sentence, named features in; what each side says out.
 */
#ifndef LT_SURVEY_SIDES_H
#define LT_SURVEY_SIDES_H

#include "base/run.h"
#include "survey/sides_measure.h"

#include <lantu/check.h>

/** How a side, or a zone, compares. */
typedef enum {
  LT_SIDE_PASS,
  LT_SIDE_UNDETERMINED, /**< a name is not found, or something is not understood */
  LT_SIDE_PARTLY,       /**< only a part of the side runs along what is named */
  LT_SIDE_FAIL          /**< none does, or what is named lies on another side */
} LtSideState;

/** On which side of a line the boundary runs. */
typedef enum {
  LT_SIDE_EDGE_NONE,   /**< it is no line, or not near */
  LT_SIDE_EDGE_INNER,  /**< the line lies outside of the zone */
  LT_SIDE_EDGE_OUTER,  /**< in the zone */
  LT_SIDE_EDGE_CENTRE, /**< the boundary runs on the line, to 2 m */
  LT_SIDE_EDGE_MIXED
} LtSideEdge;

/** What came of one bound. */
typedef struct {
  char *text; /**< of the sentence */
  LtNameMatch match;
  char *name;    /**< of the layer; NULL: not found */
  char *hint;    /**< names it may have meant; NULL: none */
  LtSide beyond; /**< as LtSideReading */
  double beyond_m;
  size_t n_features;
  double share[LT_N_SIDES]; /**< of the length of each side that is near; NAN: there is no such
                                 side, or the name is not found */
  double near_m;            /**< of its own side */
  double reverse_m;         /**< as LtSideMeasure */
  LtSide lies;              /**< the side of the zone it is found at instead; LT_SIDE_NONE: it is at
                                 its own, or at none */
  LtSideEdge edge;
  double inner_m, outer_m, centre_m; /**< of near_m along lines: LT_SIDE_EDGE_INNER … */
} LtSideBoundResult;

typedef struct {
  char *text; /**< of the sentence; NULL: it does not speak of this side */
  LtSideState state;
  GArray *bounds;           /**< of LtSideBoundResult */
  double length_m;          /**< of this side */
  double share;             /**< of it near one of the bounds that were found; NAN: none was */
  double mean_m, largest_m; /**< deviation from the nearest of them; NAN: none was found */
  LtPoint largest_at;
  LtShapes *line; /**< the side, one line feature; of none for a side that the zone has not */
  LtShapes *common_line; /**< the same in the CRS of all files; NULL: it is that of the line, or
                              there is none */
} LtSideResult;

typedef struct {
  char *block;       /**< label of the block of the sentence; NULL: it has none */
  LtSideState state; /**< the worst of its sides */
  double hidden_m;   /**< boundary that looks at ground of the zone itself */
  LtSideResult sides[LT_N_SIDES];
} LtSidesResult;

/** A zone and what is said of it; all borrowed. */
typedef struct {
  const LtShapes *shapes; /**< polygons, lattice units of the zone's own plane */
  const uint8_t *use;     /**< 1 for each feature that is part of the zone; NULL: all */
  const LtSidesBlock *block;
  const LtSideNames *names; /**< in the same plane */
  double tolerance_m;
} LtSidesInput;

/** Default of tolerance_m: half of a wide road and the green beside it. */
#define LT_SIDES_TOLERANCE_M 50.0
/** Of a side that passes so much is near. */
#define LT_SIDES_SHARE 0.8

/**
 * Compare a zone with one block of a sentence.
 *
 * @return  free with lt_sides_result_free(); NULL with LT_ERROR_MEMORY, LT_ERROR_CANCELLED
 */
LtSidesResult *lt_sides_check(const LtSidesInput *input, const LtRun *run, GError **error);
void lt_sides_result_free(LtSidesResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtSidesResult, lt_sides_result_free)

/** What is said of a side. */
typedef enum {
  LT_SIDE_SAYS_WRONG,     /**< what is named lies on another side */
  LT_SIDE_SAYS_REVERSE,   /**< the boundary lies on the wrong side of it */
  LT_SIDE_SAYS_AWAY,      /**< nothing of the side is near */
  LT_SIDE_SAYS_PARTLY,    /**< not enough of it is */
  LT_SIDE_SAYS_UNREACHED, /**< one of several names is nowhere near */
  LT_SIDE_SAYS_UNDETERMINED,
  LT_SIDE_SAYS_EDGE /**< the boundary runs on both edges of a line */
} LtSideSaying;

typedef struct {
  LtSideSaying saying;
  LtSide side;
  LtSeverity severity;
  LtBilingual text;
} LtSideNote;

/** Takes over the text of a note. */
typedef void (*LtSideNoteFunc)(LtSideNote take_note, void *data);

/** Say everything that there is to say of a zone, side by side. */
void lt_sides_tell(const LtSidesResult *result, double tolerance_m, LtSideNoteFunc func,
                   void *data);

#endif
