#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/model/Filter.h"
#include "core/record/ModelTable.h"
#include "core/record/search/SearchIndex.h"

#include <string>
#include <vector>

namespace syncline {

/**
 * Compiles a filter into a condition that is never NULL, so that NOT means what people expect of
 * it. Relationships become EXISTS over the other table, found by the reference's index.
 */
class FilterSql
{
public:
    /** Parameters are appended in the order of their "?". @p index: nullptr, or what may propose
     * records. */
    FilterSql(std::vector<Value> &parameters, const SearchIndex *index)
        : m_parameters(parameters),
          m_index(index)
    {
    }
    /** Over the rows of @p table. */
    Result<std::string> compile(const ModelTable &table, const Filter &filter);

private:
    /** The rows that a part of the filter is about. */
    struct Scope
    {
        const ModelTable &table;
        std::string row; ///< Alias; empty: the table of the query.
        bool proposes;   ///< Whether the index may help: not below NOT, not in other tables.
    };
    Result<std::string> compile(const Scope &scope, const Filter &filter, int depth);
    Result<std::string> joined(const Scope &scope, const Filter &filter, std::string_view glue,
                               std::string_view none, int depth);
    Result<std::string> related(const Scope &scope, const Filter &filter, int depth);

    std::vector<Value> &m_parameters;
    const SearchIndex *m_index;
    int m_names = 0;
};

} // namespace syncline
