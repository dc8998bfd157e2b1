#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/model/Filter.h"
#include "core/record/ModelTable.h"

#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** One key of an order, in SQL. NULL stands before every value (last when descending). */
struct OrderKey
{
    std::string column; ///< Quoted, or an expression.
    bool descending = false;
    bool nullable = true;
    std::vector<Value> parameters{}; ///< Of the expression, at each place where it stands.
};

/**
 * The order of a query: its sort and, always last, the id (in the direction of the key before it).
 * Pages are found by the values of a row ("after this one"), never by counting; each page is at
 * most a few index ranges.
 */
class Keyset
{
public:
    /** Error GGT_INVALID_QUERY_INPUT: a key that cannot be sorted by. */
    static Result<Keyset> create(const ModelTable &table, const Sort &sort);

    [[nodiscard]] const std::vector<OrderKey> &keys() const { return m_keys; }
    /** Whether the id alone orders. */
    [[nodiscard]] bool isById() const { return m_keys.size() == 1; }
    /** "a DESC, id"; @p reversed turns every key around. */
    [[nodiscard]] std::string orderBy(bool reversed = false) const;
    /** "a, id": to select a row's place with. */
    [[nodiscard]] std::string columns() const;
    /** The parameters of orderBy(), which are those of columns(). */
    [[nodiscard]] std::vector<Value> orderParameters() const;

    /** A part of what follows a place; parts follow each other in order. */
    struct Segment
    {
        std::string where;
        std::vector<Value> parameters;
    };
    /** What stands after @p place (values of columns()); @p reversed: before it. @p inclusive: with
     * the place itself. */
    [[nodiscard]] std::vector<Segment> after(const std::vector<Value> &place, bool reversed,
                                             bool inclusive = false) const;

    /** Reads a place from @p row, whose columns from @p first are columns(). */
    [[nodiscard]] std::vector<Value> place(const Statement &row, int first) const;
    /** A place as an opaque text, and back. Error GGT_INVALID_QUERY_INPUT for a text of another
     * order or no cursor at all. */
    [[nodiscard]] std::string cursor(const std::vector<Value> &place) const;
    [[nodiscard]] Result<std::vector<Value>> parseCursor(std::string_view cursor) const;

private:
    /** What a cursor says of the order it is for. */
    [[nodiscard]] std::string orderName() const;
    [[nodiscard]] bool descends(std::size_t key, bool reversed) const
    {
        return m_keys[key].descending != reversed;
    }
    std::vector<OrderKey> m_keys;
};

} // namespace syncline
