/**
 * @file encoding_hanzi.h
 * @brief How likely a character is in Chinese text. Internal to io/.
 */
#ifndef LT_IO_ENCODING_HANZI_H
#define LT_IO_ENCODING_HANZI_H

#include <glib.h>
#include <stddef.h>

/**
 * Logarithm of how much likelier a character beyond ASCII is in Chinese text than among characters
 * taken at random.
 *
 * @param gb    the character in GB18030, whose code tells how common it is: GB 2312 has the common
 *              Hanzi in its level 1 (from B0A1), rarer ones in level 2 (from D8A1)
 * @param n_gb  its bytes, 2 or 4
 */
double lt_hanzi_score(gunichar c, const unsigned char *gb, size_t n_gb);

#endif
