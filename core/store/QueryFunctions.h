#pragma once

struct sqlite3;

namespace syncline {

// Functions that every connection has for queries (not for what a schema keeps). Words of SQL.

/** (vector, vector) as JSON lists: −1 to 1; NULL when they differ in dimensions or one is zero. */
inline constexpr const char *cosineFunction = "syncline_cosine_similarity";
/** (vector, vector) as JSON lists: the Euclidean distance; NULL when they differ in dimensions. */
inline constexpr const char *distanceFunction = "syncline_l2_distance";
/** (vector, vector) as JSON lists: 1 when they are equal, number by number, else 0; NULL for what
 * is no vector. */
inline constexpr const char *sameVectorFunction = "syncline_same_vector";
/** (value): it; NULL for numbers that are not finite. */
inline constexpr const char *finiteFunction = "syncline_finite";

/** Registers them; an SQLite code. */
int registerQueryFunctions(sqlite3 *handle);

} // namespace syncline
