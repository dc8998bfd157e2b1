#include "app/cli/RecordSelection.h"

#include "app/cli/Arguments.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"
#include "core/engine/Lookups.h"
#include "core/record/SavedQuery.h"

#include <algorithm>

namespace syncline::cli {

std::vector<OptionSpec> selectionOptions()
{
    return {{"filter", "JSON", "Like {\"price\":{\"greaterThan\":5}}"},
            {"sort", "JSON", "Like {\"price\":\"Descending\"}"},
            {"search", "TEXT", "Every word in some searchable field"}};
}

FilterModels filterModels(const VerbContext &context)
{
    return [project = context.engine->project()](std::string_view name) {
        return project->findModel(name);
    };
}

Result<RecordQuery> readSelection(const VerbContext &context, const ModelDef &model)
{
    RecordQuery query;
    if (const auto filter = context.args.value("filter")) {
        SYNCLINE_TRY(const Value value, parseJsonArgument("--filter", *filter));
        SYNCLINE_TRY(query.filter, parseFilter(value, model, filterModels(context)));
    }
    if (const auto sort = context.args.value("sort")) {
        SYNCLINE_TRY(const Value value, parseJsonArgument("--sort", *sort));
        SYNCLINE_TRY(query.sort, parseSort(value, model));
    }
    query.search = context.args.valueOr("search", "");
    return query;
}

Task<Result<RecordQuery>> withSaved(VerbContext &context, const ModelDef &model, RecordQuery query)
{
    const auto name = context.args.value("saved");
    if (!name)
        co_return query;
    Result<std::vector<SavedFilter>> filters =
        co_await ask(context, context.engine->lookups().savedFilters(model.name));
    if (!filters)
        co_return std::move(filters).error();
    const auto found = std::ranges::find(filters.value(), *name, &SavedFilter::name);
    if (found == filters.value().end()) {
        std::vector<std::string> known;
        for (const SavedFilter &filter : filters.value())
            known.push_back(filter.name);
        const std::string near = nearest(*name, known);
        const std::string end = near.empty() ? "." : "; did you mean " + near + "?";
        co_return Error(usageError, "Model %1 has no saved filter \"%2\"%3",
                        {model.name, text::displayLine(*name, 80), end});
    }
    Result<void> applied = applySaved(*found, model, filterModels(context), query);
    if (!applied)
        co_return std::move(applied).error();
    co_return query;
}

} // namespace syncline::cli
