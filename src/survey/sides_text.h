/**
 * @file sides_text.h
 * @brief The 四至 sentence of a zone: which roads, rivers, villages or neighbours bound it in the
 *        east, south, west and north (docs/formats/sides.md).
 *
 * A pure parser: a sentence in, blocks with four sides and their bounds out. What it does not
 * understand is kept as unread, nothing is left out. Names are looked up by sides_names.h.
 */
#ifndef LT_SURVEY_SIDES_TEXT_H
#define LT_SURVEY_SIDES_TEXT_H

#include "base/bytes.h"

typedef enum {
  LT_SIDE_EAST,
  LT_SIDE_SOUTH,
  LT_SIDE_WEST,
  LT_SIDE_NORTH,
  LT_N_SIDES,
  LT_SIDE_NONE = LT_N_SIDES
} LtSide;

/** The side of 东, 南, 西 or 北; LT_SIDE_NONE for another character. */
LtSide lt_side_of_char(gunichar c);

/** A longer sentence is none. */
#define LT_SIDES_CHARS_MAX 65536
/** More bounds of a side, and more blocks, are unread. */
#define LT_SIDE_BOUNDS_MAX 64
#define LT_SIDES_BLOCKS_MAX 256

/** One way to read a bound: a name, and what the words around it say of the boundary. */
typedef struct {
  char *name;
  LtSide beyond; /**< 以东, 东侧: on which side of it the boundary lies; LT_SIDE_NONE: not said */
  double beyond_m; /**< and how far; NAN: not said */
  bool is_border;  /**< 界, 边界: its border is meant, not its ground */
  LtSide border;   /**< 东界: which part of its border; LT_SIDE_NONE: not said */
} LtSideReading;

/** One of the things that bound a side. */
typedef struct {
  char *text;       /**< as the sentence has it, in half width and without blanks */
  GArray *readings; /**< of LtSideReading: the text as a name first, then with ever more of its
                         words taken off */
} LtSideBound;

typedef struct {
  char *text;        /**< all of its bounds; NULL: the sentence does not speak of this side */
  GPtrArray *bounds; /**< of LtSideBound */
} LtSideText;

/** One zone, or one part of it with four sides of its own. */
typedef struct {
  char *label; /**< 区块一; NULL: there is none */
  char *name;  /**< of the block in brackets: 区块一（物流区）; NULL: there is none */
  LtSideText sides[LT_N_SIDES];
} LtSidesBlock;

typedef struct {
  GPtrArray *blocks; /**< of LtSidesBlock, one or more with a side each; none: not understood */
  GPtrArray *unread; /**< texts that say nothing of sides, or not so that it is understood */
} LtSidesText;

/**
 * Read a sentence.
 *
 * @param sentence  any bytes; UTF-8 is expected, others are shown as U+FFFD
 * @return          free with lt_sides_text_free(); never NULL
 *
 * Cost: O(length).
 */
LtSidesText *lt_sides_text_parse(const char *sentence);
void lt_sides_text_free(LtSidesText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtSidesText, lt_sides_text_free)

/** Read one bound ("A路以东1500米") that is in half width. Free with lt_side_bound_free(). */
LtSideBound *lt_side_bound_parse(const char *text);
void lt_side_bound_free(LtSideBound *bound);

/** Full-width signs in half width, brackets all round, quotes left out; 0: the character is left
 * out. */
gunichar lt_side_char_narrow(gunichar c);

/**
 * A whole number in Hanzi or digits (十八, 一〇五, 105).
 *
 * @return  how many characters it takes; 0: there is none, or it has more than 9 digits
 */
size_t lt_side_number_take(const gunichar *text, size_t n, unsigned *number);

#endif
