#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/model/Filter.h"
#include "core/record/ModelTable.h"
#include "core/record/search/SearchIndex.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** What a comparison is about: a column or an expression. */
struct CompareTarget
{
    std::string column; ///< SQL.
    ColumnKind kind = ColumnKind::Text;
    bool list = false;
    const FieldColumn *stored = nullptr; ///< nullptr: a system field, or computed.
    const FieldDef *field = nullptr;     ///< nullptr: a system field.
};

/**
 * Compiles single comparisons of one model's fields into conditions that are never NULL: a
 * comparison with an empty field is false, and notEquals and notIn are the complements of equals
 * and in.
 */
class CompareSql
{
public:
    /** @p row: the row's table or alias, as SQL; empty: columns need no such name. Parameters are
     * appended in the order of their "?". @p index: nullptr, or what may propose records. */
    CompareSql(const ModelTable &table, std::string row, std::vector<Value> &parameters,
               const SearchIndex *index)
        : m_table(table),
          m_row(std::move(row)),
          m_parameters(parameters),
          m_index(index)
    {
    }
    Result<std::string> compare(const Filter &filter);

private:
    [[nodiscard]] std::string qualified(const std::string &column) const
    {
        return m_row.empty() ? column : m_row + "." + column;
    }
    [[nodiscard]] Result<CompareTarget> target(const std::string &name) const;
    [[nodiscard]] CompareTarget computed(const FieldColumn &column) const;
    Result<std::string> byOp(const CompareTarget &on, const Filter &filter);
    Result<std::string> equals(const CompareTarget &on, const Filter &filter, const Value &wanted);
    Result<std::string> ordered(const CompareTarget &on, const Filter &filter,
                                std::string_view test);
    Result<std::string> in(const CompareTarget &on, const Filter &filter);
    Result<std::string> anyOfJson(const CompareTarget &on, const Filter &filter,
                                  const ValueList &wanted);
    Result<std::string> like(const CompareTarget &on, const Filter &filter, std::string_view before,
                             std::string_view after);
    Result<std::string> contains(const CompareTarget &on, const Filter &filter);
    Result<std::string> inState(const CompareTarget &on, const Filter &filter);
    Result<std::string> measured(const CompareTarget &on, const Filter &filter);

    const ModelTable &m_table;
    std::string m_row;
    std::vector<Value> &m_parameters;
    const SearchIndex *m_index;
};

/** A pattern for LIKE … ESCAPE '\': "%" and "_" stand for themselves. */
std::string escapeLike(std::string_view text);
/** The expression of a computed field over @p row, as filters and sorts compare it. */
std::string comparedExpression(const FieldColumn &computed, const std::string &row);
/** GGT_INVALID_QUERY_INPUT. */
Error compileError(std::string_view sentence, std::initializer_list<std::string> args);

} // namespace syncline
