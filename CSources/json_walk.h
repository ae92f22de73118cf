/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The steps of a walk over an object, in line for the one loop whose speed counts: a payload's
 * (payload.c), which keeps its place in a register. What a payload hardly ever has is called out of
 * line. The other walks take pbjwti_json_next_member, which is made of the same steps.
 */
#ifndef PBJWT_JSON_WALK_H
#define PBJWT_JSON_WALK_H

#include "json.h"

PBJWTI_HIDDEN_BEGIN

/* Steps over white space. */
const unsigned char *pbjwti_json_skip_more_space(const unsigned char *p, const unsigned char *end);

static inline const unsigned char *pbjwti_json_skip_space(const unsigned char *p,
                                                          const unsigned char *end) {
    if (p == end || *p > ' ')
        return p;
    if (*p == ' ' && end - p > 1 && p[1] > ' ') /* as Python writes it */
        return p + 1;
    return pbjwti_json_skip_more_space(p, end);
}

/* Ends the walk; gives NULL. Where there is no error yet, the text is malformed. */
const unsigned char *pbjwti_json_fail(pbjwti_json_reader *reader);

/* Ends the walk at its closing bracket, behind which the text ends, too; gives NULL. */
const unsigned char *pbjwti_json_close(pbjwti_json_reader *reader, const unsigned char *p);

/* Reads a value that is no string: a number, a literal, or one that nests. Gives where it ends, or
   NULL. */
const unsigned char *pbjwti_json_read_other(pbjwti_json_reader *reader, const unsigned char *p,
                                            pbjwti_json_value *value);

/*
 * Remembers a member's name, so that a second one is found; `scope` is its
 * object's. False, with the error, for the second one.
 */
static inline bool pbjwti_json_remember(pbjwti_json_reader *reader, uint32_t scope,
                                        const pbjwti_json_value *name) {
    if (pbjwti_json_names_add(reader->names, scope, name))
        return true;
    reader->error = PBJWTI_JSON_DUPLICATE;
    return false;
}

/* The name at `p`, which is not remembered; gives where the value starts, or NULL. */
static inline const unsigned char *
pbjwti_json_read_name(pbjwti_json_reader *reader, const unsigned char *p, pbjwti_json_value *name) {
    const unsigned char *const end = reader->scan.end;
    if (p == end || *p != '"' || reader->members_left == 0)
        return pbjwti_json_fail(reader);
    reader->members_left--;
    p = pbjwti_json_read_string(&reader->scan, p + 1, name);
    if (p == NULL)
        return pbjwti_json_fail(reader);
    if (end - p >= 2 && p[0] == ':' && p[1] > ' ') /* nearly always */
        return p + 1;
    p = pbjwti_json_skip_more_space(p, end);
    if (p == end || *p != ':')
        return pbjwti_json_fail(reader);
    return pbjwti_json_skip_space(p + 1, end);
}

/* The value at `p`; gives where the next item begins. NULL: there is none, or there is an error. */
static PBJWTI_INLINE const unsigned char *pbjwti_json_read_value(pbjwti_json_reader *reader,
                                                                 const unsigned char *p,
                                                                 pbjwti_json_value *value) {
    const unsigned char *const end = reader->scan.end;
    p = p != end && *p == '"' ? pbjwti_json_read_string(&reader->scan, p + 1, value)
                              : pbjwti_json_read_other(reader, p, value);
    if (p == NULL)
        return pbjwti_json_fail(reader);
    p = pbjwti_json_skip_space(p, end);
    if (p != end && *p == ',')
        return pbjwti_json_skip_space(p + 1, end);
    return pbjwti_json_close(reader, p);
}

PBJWTI_HIDDEN_END

#endif
