#include "core/record/bulk/FirstLoad.h"

#include "core/record/BulkIngest.h"
#include "core/record/bulk/ReferenceLinks.h"
#include "core/record/search/SearchBuild.h"

#include <algorithm>

namespace syncline {

namespace {

Result<void> removeDoubles(Database &writer, const ModelTable &table)
{
    return writer.exec("DELETE FROM " + table.name() +
                       " WHERE _remote_id IS NOT NULL AND id NOT IN (SELECT max(id) FROM " +
                       table.name() +
                       " WHERE _remote_id IS NOT NULL GROUP BY _connection, _remote_id, _locale)");
}

} // namespace

Result<bool> isEmptyTable(Database &database, const ModelTable &table)
{
    SYNCLINE_TRY(auto query, database.prepare("SELECT 1 FROM " + table.name() + " LIMIT 1"));
    SYNCLINE_TRY(const bool any, query.step());
    return !any;
}

Result<void> beginFirstLoad(Database &writer, const ModelTable &table, RunId run)
{
    for (const IndexSpec &index : table.indexes()) {
        if (!index.unique)
            SYNCLINE_CHECK(writer.exec("DROP INDEX IF EXISTS " + quoteName(index.name)));
    }
    SYNCLINE_CHECK(dropSearchIndex(writer, table.model().storageKey));
    SYNCLINE_TRY(auto note,
                 writer.prepare("INSERT OR REPLACE INTO _loading (model, run) VALUES (?1, ?2)"));
    note.bindText(1, table.model().storageKey).bind(2, raw(run));
    return note.run();
}

Result<void> endFirstLoad(Database &writer, const ModelTable &table)
{
    for (const IndexSpec &index : table.indexes()) {
        auto built = writer.exec(index.sql);
        if (!built && built.error().is(errc::nonUniqueData)) {
            SYNCLINE_CHECK(removeDoubles(writer, table));
            built = writer.exec(index.sql);
        }
        if (!built)
            return built;
    }
    SYNCLINE_TRY(auto clear, writer.prepare("DELETE FROM _loading WHERE model = ?1"));
    clear.bindText(1, table.model().storageKey);
    return clear.run();
}

Result<void> finishLoading(Store &store, const std::vector<std::shared_ptr<const ModelDef>> &models)
{
    SYNCLINE_TRY(auto transaction,
                 store.writes().acquireBlocking({.label = "finish a first load", .alone = true}));
    Database &writer = transaction.database();
    bool any = false;
    for (const auto &model : models) {
        SYNCLINE_TRY(const bool loading, isLoading(writer, model->storageKey));
        if (loading)
            SYNCLINE_CHECK(endFirstLoad(writer, ModelTable(*model)));
        any = any || loading;
    }
    if (any) {
        SYNCLINE_TRY(const auto links, referenceLinks(writer));
        for (const ReferenceLink &link : links)
            SYNCLINE_CHECK(joinLate(writer, link));
    }
    return transaction.commitBlocking();
}

} // namespace syncline
