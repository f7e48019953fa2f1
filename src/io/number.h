/**
 * @file number.h
 * @brief Numbers in texts of files, read strictly. Internal to io/.
 */
#ifndef LT_IO_NUMBER_H
#define LT_IO_NUMBER_H

#include <stdbool.h>

/**
 * Read a decimal number. Blanks around it are let go and full-width digits, signs and points are
 * folded; nothing may follow; infinity, NaN and hexadecimal are no numbers. No locale.
 *
 * @return  false when the text is no number; @p number is untouched then
 */
bool lt_number_parse(const char *text, double *number);

#endif
