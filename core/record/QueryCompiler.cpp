#include "core/record/CompareSql.h"
#include "core/record/FilterSql.h"
#include "core/record/Keyset.h"
#include "core/record/ModelTable.h"
#include "core/record/RecordReader.h"
#include "core/record/search/SearchIndex.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::size_t maxParameters = 30'000;

/** Whether a full-text index could help @p filter. */
bool looksForText(const Filter &filter)
{
    if (filter.kind == Filter::Kind::Compare)
        return filter.op == FilterOp::Contains;
    const bool plain = filter.kind == Filter::Kind::And || filter.kind == Filter::Kind::Or;
    return plain && std::ranges::any_of(filter.children, looksForText);
}

/** Every word in some searchable column; empty: there are no words. */
std::string compileSearch(const ModelTable &table, std::string_view text, const SearchIndex *index,
                          std::vector<Value> &parameters)
{
    const std::vector<std::string> words = searchWords(text);
    std::string condition;
    if (index != nullptr && index->coversSearch(table)) {
        if (const auto proposed = index->holdingAll(words, parameters))
            condition = "(" + *proposed;
    }
    for (const std::string &word : words) {
        std::string any;
        for (const FieldColumn &column : table.columns()) {
            if (!isSearched(column))
                continue;
            any += (any.empty() ? "" : " OR ") + quoteName(column.name) + " LIKE ? ESCAPE '\\'";
            parameters.emplace_back("%" + escapeLike(word) + "%");
        }
        if (any.empty())
            any = "0";
        condition += (condition.empty() ? "((" : " AND (") + any + ")";
    }
    return condition.empty() ? condition : condition + ")";
}

} // namespace

bool looksForText(const Filter &filter, std::string_view search)
{
    return looksForText(filter) || !searchWords(search).empty();
}

Result<CompiledQuery> compileQuery(const ModelDef &model, const Filter &filter, const Sort &sort,
                                   std::string_view search, Database *database)
{
    const ModelTable table(model);
    CompiledQuery query;
    std::optional<SearchIndex> index;
    if (database != nullptr && looksForText(filter, search))
        index = SearchIndex::open(*database, table);
    const SearchIndex *proposing = index ? &*index : nullptr;
    if (filter.kind != Filter::Kind::True) {
        SYNCLINE_TRY(query.where, FilterSql(query.parameters, proposing).compile(table, filter));
    }
    const std::string searched = compileSearch(table, search, proposing, query.parameters);
    if (!searched.empty())
        query.where += (query.where.empty() ? "" : " AND ") + searched;
    if (index && index->wasUsed())
        query.searchStamp = index->stamp();
    SYNCLINE_TRY(const Keyset keyset, Keyset::create(table, sort));
    query.orderBy = keyset.orderBy();
    query.orderParameters = keyset.orderParameters();
    if (query.parameters.size() > maxParameters)
        return compileError(
            "This filter compares with too many values: %1, at most %2.",
            {std::to_string(query.parameters.size()), std::to_string(maxParameters)});
    return query;
}

} // namespace syncline
