#include "core/engine/SchemaDesk.h"

#include "core/engine/SchemaSafety.h"
#include "core/project/StorageKey.h"

#include <algorithm>

namespace syncline {

namespace {

/** Under the change's id the database remembers it, and its files are kept. */
constexpr std::string_view idPrefix = "c_";

Error pendingFiles()
{
    return {"SYNC_CONFLICT",
            "The models' files say something else than the data, and that waits for a decision. "
            "Apply it (\"syncline migrate\") or take it back first."};
}

} // namespace

SchemaDesk::SchemaDesk(SchemaServices services)
    : m_services(std::move(services)),
      m_backups(m_services.project->folder() / ".syncline" / "backups"),
      m_journal(m_services.project->folder())
{
}

std::string SchemaDesk::newId()
{
    return makeStorageKey(*m_services.random, idPrefix);
}

std::stop_token SchemaDesk::supersede()
{
    const std::lock_guard lock(m_previewMutex);
    m_preview.request_stop();
    m_preview = std::stop_source();
    return m_preview.get_token();
}

QFuture<Result<SchemaPlan>> SchemaDesk::preview(ModelChange change)
{
    return m_services.asks->askUntil<SchemaPlan>(
        supersede(),
        [this, change = std::move(change)](const std::stop_token &stop) -> Result<SchemaPlan> {
            std::stop_source both;
            const std::stop_callback newer(stop, [&both] { both.request_stop(); });
            const std::stop_callback closed(m_services.asks->stopToken(),
                                            [&both] { both.request_stop(); });
            SYNCLINE_TRY(Prepared prepared, prepare(change, both.get_token()));
            return std::move(prepared.plan);
        });
}

QFuture<Result<void>> SchemaDesk::apply(ModelChange change, Confirm confirmLoss)
{
    return m_services.asks->ask<void>(
        [this, change = std::move(change), confirmLoss](std::stop_token stop) -> Result<void> {
            SYNCLINE_CHECK(m_services.writable());
            const std::lock_guard lock(m_mutex);
            SYNCLINE_CHECK(settle());
            SYNCLINE_TRY(const Prepared prepared, prepare(change, stop));
            SYNCLINE_CHECK(permitted(prepared.plan, confirmLoss));
            return carryOut(prepared, Direction::Forward, std::move(stop));
        });
}

QFuture<Result<std::optional<SchemaChangeInfo>>> SchemaDesk::lastChange()
{
    using Info = std::optional<SchemaChangeInfo>;
    return m_services.asks->ask<Info>([this](std::stop_token stop) -> Result<Info> {
        SYNCLINE_TRY(Store::Reader reader, m_services.store->reader(std::move(stop)));
        SYNCLINE_TRY(const auto history, schemaHistory(reader.database()));
        if (history.empty())
            return Info();
        const PastChange &past = history.front();
        return Info(SchemaChangeInfo{
            .time = past.time,
            .summary = past.summary,
            .backup = past.backup.empty() ? std::string() : ".syncline/backups/" + past.backup,
            .notUndoable = notUndoable(past)});
    });
}

QFuture<Result<SchemaPlan>> SchemaDesk::previewUndo()
{
    return m_services.asks->ask<SchemaPlan>([this](std::stop_token stop) -> Result<SchemaPlan> {
        SYNCLINE_TRY(Prepared prepared, prepareUndo(stop));
        return std::move(prepared.plan);
    });
}

QFuture<Result<void>> SchemaDesk::undo(Confirm confirmLoss)
{
    return m_services.asks->ask<void>([this, confirmLoss](std::stop_token stop) -> Result<void> {
        SYNCLINE_CHECK(m_services.writable());
        const std::lock_guard lock(m_mutex);
        SYNCLINE_CHECK(settle());
        SYNCLINE_TRY(const Prepared prepared, prepareUndo(stop));
        SYNCLINE_CHECK(permitted(prepared.plan, confirmLoss));
        return carryOut(prepared, Direction::Back, std::move(stop));
    });
}

std::string SchemaDesk::notUndoable(const PastChange &past) const
{
    std::error_code error;
    if (past.backup.empty() || std::filesystem::exists(m_backups.path() / past.backup, error))
        return {};
    return "Its backup " + past.backup + " is gone from .syncline/backups.";
}

Result<SchemaDesk::Prepared> SchemaDesk::prepare(const ModelChange &change,
                                                 const std::stop_token &stop)
{
    Prepared prepared;
    prepared.id = newId();
    SYNCLINE_TRY(Project::PlannedModels planned,
                 m_services.project->planModels(change.save, change.remove, prepared.id));
    SYNCLINE_TRY(Store::Reader reader, m_services.store->reader(stop));
    SYNCLINE_TRY(const SchemaPlan whole,
                 syncline::planSchema(reader.database(), planned.after->models));
    // Models that are not concerned and wait for an answer go on waiting.
    SYNCLINE_TRY(SafeSchema safe,
                 withoutWaiting(reader.database(), planned.after->models, whole, isStuck,
                                {planned.touched.begin(), planned.touched.end()}));
    prepared.wanted = std::move(safe.models);
    prepared.plan = std::move(safe.plan);
    prepared.files = std::move(planned.files);
    prepared.summary = "Models changed";
    return prepared;
}

Result<SchemaDesk::Prepared> SchemaDesk::prepareUndo(const std::stop_token &stop)
{
    Prepared prepared;
    prepared.id = newId();
    SYNCLINE_TRY(Store::Reader reader, m_services.store->reader(stop));
    SYNCLINE_TRY(const auto history, schemaHistory(reader.database()));
    if (history.empty())
        return Error(errc::notFound, "There is no change of models that could be undone.");
    if (const std::string reason = notUndoable(history.front()); !reason.empty()) {
        return Error(errc::notFound, "The last change of models cannot be undone. %1", {reason});
    }
    SYNCLINE_TRY(prepared.wanted, modelsBefore(reader.database()));
    SYNCLINE_TRY(Project::PlannedModels planned, filesOfUndo(history.front(), prepared.id));
    if (!fitEachOther(prepared.wanted, planned.after->models))
        return pendingFiles();
    SYNCLINE_TRY(prepared.plan, planUndo(reader.database(), m_backups.path()));
    prepared.files = std::move(planned.files);
    prepared.summary = "Undone: " + history.front().summary;
    return prepared;
}

/** Byte for byte as they were, when the change was made here and nobody touched its files since;
 * else the definitions, which the database remembers, are written again. */
Result<Project::PlannedModels> SchemaDesk::filesOfUndo(const PastChange &past,
                                                       const std::string &id) const
{
    SYNCLINE_TRY(const auto filed, m_journal.filed(past.id));
    if (filed) {
        if (auto exact = m_services.project->planFiles(reversed(filed->files)))
            return exact;
    }
    const ProjectPtr now = m_services.project->current();
    std::vector<ModelDef> save;
    std::vector<std::string> remove;
    for (const ModelDef &model : past.before) {
        const bool isSame = std::ranges::any_of(now->models, [&](const auto &there) {
            return fitEachOther({there}, {std::make_shared<const ModelDef>(model)});
        });
        if (!isSame)
            save.push_back(model);
    }
    for (const auto &model : now->models) {
        if (std::ranges::find(past.made, model->storageKey) != past.made.end())
            remove.push_back(model->name);
    }
    SYNCLINE_TRY(Project::PlannedModels planned, m_services.project->planModels(save, remove, id));
    if (!filed)
        return planned;
    for (const auto &[from, to] : filed->files.moves) { // scripts of removed models
        std::error_code error;
        const std::filesystem::path folder = m_services.project->folder();
        if (to.starts_with('.') && std::filesystem::exists(folder / to, error) &&
            !std::filesystem::exists(folder / from, error))
            planned.files.moves.push_back({.from = to, .to = from});
    }
    return planned;
}

void SchemaDesk::note(const std::string &text, const std::string &backup)
{
    LogEntry entry;
    entry.time = m_services.clock->now();
    entry.level = LogLevel::Info;
    entry.source = "system";
    entry.text = text;
    if (!backup.empty())
        entry.fields = {{"backup", backup}};
    m_services.log(std::move(entry));
}

} // namespace syncline
