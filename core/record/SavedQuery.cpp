#include "core/record/SavedQuery.h"

namespace syncline {

Result<void> applySaved(const SavedFilter &saved, const ModelDef &model, const FilterModels &models,
                        RecordQuery &query)
{
    SYNCLINE_TRY(Filter filter, parseFilter(saved.filter, model, models));
    if (query.filter.kind == Filter::Kind::True) {
        query.filter = std::move(filter);
    } else if (filter.kind != Filter::Kind::True) {
        Filter both;
        both.kind = Filter::Kind::And;
        both.children.push_back(std::move(filter));
        both.children.push_back(std::move(query.filter));
        query.filter = std::move(both);
    }
    if (query.sort.empty()) {
        SYNCLINE_TRY(query.sort, parseSort(saved.sort, model));
    }
    if (!saved.search.empty())
        query.search = query.search.empty() ? saved.search : saved.search + " " + query.search;
    return {};
}

} // namespace syncline
