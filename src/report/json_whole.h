/**
 * @file json_whole.h
 * @brief JSON that is whole, or NULL: where jansson finds no memory it leaves out what it was to
 * add.
 *
 * All functions take over what they are given, and a NULL makes the whole NULL: only the text at
 * the end is looked at.
 */
#ifndef LT_REPORT_JSON_WHOLE_H
#define LT_REPORT_JSON_WHOLE_H

#include <jansson.h>

/** Append a value to an array. */
json_t *lt_json_append(json_t *take_list, json_t *take_value);

/** Set a member of an object. */
json_t *lt_json_set(json_t *take_object, const char *name, json_t *take_value);

/** Set all members of another object. */
json_t *lt_json_join(json_t *take_object, json_t *take_other);

/** As text, with a line end; NULL where something is missing. Free with g_free(). */
char *lt_json_dump(json_t *take_root);

#endif
