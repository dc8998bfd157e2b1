#include "core/engine/SchemaDesk.h"
#include "core/engine/SchemaSafety.h"
#include "core/project/ProblemPlace.h"

#include <algorithm>

// Carrying changes out, and following files that others changed.

namespace syncline {

namespace {

namespace fs = std::filesystem;

BackupLimits limitsOf(const ProjectDef &project)
{
    const Value &backups = project.settings.at("backups");
    BackupLimits limits;
    limits.count = static_cast<std::size_t>(
        std::max<std::int64_t>(1, backups["keep"].intOr(static_cast<std::int64_t>(limits.count))));
    const std::int64_t megabytes = backups["megabytes"].intOr();
    if (megabytes > 0)
        limits.bytes = static_cast<std::uint64_t>(megabytes) * 1024 * 1024;
    return limits;
}

/** The files' state with the models that are in force. A model that is gone from the files keeps
 * its data but is not offered any more. */
ProjectPtr withModels(const ProjectDef &state, const ModelList &models, bool all)
{
    auto effective = std::make_shared<ProjectDef>(state);
    effective->models.clear();
    for (const auto &model : models) {
        if (all || state.findModel(model->name))
            effective->models.push_back(model);
    }
    if (all) // those that the files lack come last
        std::ranges::sort(effective->models, {}, [](const auto &model) { return model->name; });
    return effective;
}

/** What the files ask for. */
struct AskedSchema
{
    SchemaPlan plan;
    ModelList models;
};

bool takesAway(const SchemaStep &step)
{
    return step.kind == SchemaStep::Kind::RemoveModel ||
           step.kind == SchemaStep::Kind::RemoveField ||
           step.kind == SchemaStep::Kind::RetypeField; // a union without one of its models
}

/** While part of the files cannot be understood, nothing that seems to be gone is gone. */
Result<AskedSchema> askedSchema(Database &database, const ProjectDef &state)
{
    SYNCLINE_TRY(SchemaPlan plan, planSchema(database, state.models));
    if (state.complete)
        return AskedSchema{.plan = std::move(plan), .models = state.models};
    SYNCLINE_TRY(SafeSchema known, withoutWaiting(database, state.models, plan, takesAway));
    return AskedSchema{.plan = std::move(known.plan), .models = std::move(known.models)};
}

/** "models/order/model.json:3 and 2 more". */
std::string notUnderstood(const ProjectDef &state)
{
    std::string first;
    std::set<std::string> files;
    for (const Problem &problem : state.problems) {
        if (!problem.leftOut)
            continue;
        files.insert(problem.file);
        if (first.empty())
            first = placeOf(problem);
    }
    return files.size() > 1 ? first + " and " + std::to_string(files.size() - 1) + " more" : first;
}

} // namespace

Result<void> SchemaDesk::carryOut(const Prepared &change, Direction direction, std::stop_token stop)
{
    SYNCLINE_CHECK(m_journal.begin(
        {.id = change.id, .environment = m_services.environment, .files = change.files}));
    Result<fs::path> migrated = migrate(change, direction, std::move(stop));
    // A commit that failed may have been one all the same: the database knows.
    const Result<void> settled = settle();
    if (!migrated)
        return migrated.error();
    SYNCLINE_CHECK(settled);
    note(change.summary + (change.plan.empty() ? "." : ":") +
             (change.plan.empty() ? "" : " " + change.plan.steps.front().summary),
         migrated->filename().string());
    SYNCLINE_CHECK(tidy());
    SYNCLINE_CHECK(followLocked());
    m_services.changed(change.plan);
    return {};
}

Result<fs::path> SchemaDesk::migrate(const Prepared &change, Direction direction,
                                     std::stop_token stop)
{
    const SchemaOrder order{.plan = change.plan,
                            .wanted = change.wanted,
                            .backups = m_backups.path(),
                            .environment = m_services.environment,
                            .id = change.id,
                            .journal = change.id,
                            .time = m_services.clock->now(),
                            .stop = std::move(stop)};
    return direction == Direction::Forward ? syncline::applySchema(*m_services.store, order)
                                           : undoSchema(*m_services.store, order);
}

Result<bool> SchemaDesk::isCommitted(const ChangeJournal::Entry &entry) const
{
    if (entry.environment == m_services.environment) {
        SYNCLINE_TRY(Store::Reader reader, m_services.store->reader());
        SYNCLINE_TRY(const std::string journal, committedJournal(reader.database()));
        return journal == entry.id;
    }
    const fs::path file =
        m_services.project->folder() / ".syncline" / (entry.environment + ".sqlite");
    std::error_code error;
    if (!fs::exists(file, error))
        return false;
    SYNCLINE_TRY(const auto database, Database::open(file, Database::Mode::ReadOnly));
    SYNCLINE_TRY(const std::string journal, committedJournal(*database));
    return journal == entry.id;
}

/** A change that was begun is ended: carried out when its data is there, forgotten else. */
Result<void> SchemaDesk::settle()
{
    SYNCLINE_TRY(const auto entry, m_journal.pending());
    if (!entry)
        return {};
    SYNCLINE_TRY(const bool committed, isCommitted(*entry));
    if (!committed)
        return m_journal.drop();
    if (auto finished = m_services.project->finishChange(m_journal); !finished) {
        return Error(errc::storage,
                     "The data was changed, but not every file of its models could be written: %1 "
                     "It is tried again when the project is opened.",
                     {finished.error().message()});
    }
    return {};
}

/** Backups and journals that no undo needs any more. */
Result<void> SchemaDesk::tidy()
{
    SYNCLINE_TRY(Store::Reader reader, m_services.store->reader());
    SYNCLINE_TRY(const auto history, schemaHistory(reader.database()));
    std::vector<std::string> ids;
    std::vector<std::string> needed;
    for (const PastChange &past : history) {
        ids.push_back(past.id);
        if (needed.empty() && !past.backup.empty())
            needed.push_back(past.backup);
    }
    m_journal.forgetAllBut(m_services.environment, ids);
    m_backups.prune(m_services.environment, limitsOf(*m_services.project->current()), needed);
    return {};
}

Result<void> SchemaDesk::follow()
{
    const std::lock_guard lock(m_mutex);
    return followLocked();
}

Result<void> SchemaDesk::followLocked()
{
    const bool readOnly = m_services.store->isReadOnly() || !m_services.writable();
    if (!readOnly)
        SYNCLINE_CHECK(settle());
    // Not what the caller saw: another change may have been carried out while it waited.
    const ProjectPtr state = m_services.project->current();
    FollowedSchema followed;
    SafeSchema safe;
    {
        SYNCLINE_TRY(Store::Reader reader, m_services.store->reader());
        SYNCLINE_TRY(const AskedSchema asked, askedSchema(reader.database(), *state));
        SYNCLINE_TRY(safe, withoutWaiting(reader.database(), asked.models, asked.plan,
                                          [&](const SchemaStep &step) {
                                              return isStuck(step) ||
                                                     (readOnly && !step.sql.empty());
                                          }));
        followed.plan = asked.plan;
    }
    // Who only reads leaves even what is safe to somebody who writes.
    followed.pending = readOnly ? !followed.plan.empty() : !safe.waiting.empty();
    followed.waiting = std::move(safe.waiting);
    // A model whose file cannot be understood just now is in force as it was understood last.
    followed.effective = followed.pending || !state->complete
                             ? withModels(*state, safe.models, readOnly || !state->complete)
                             : state;
    if (!readOnly && !safe.plan.empty()) {
        const Prepared change{.id = newId(),
                              .files = {},
                              .wanted = std::move(safe.models),
                              .plan = std::move(safe.plan),
                              .summary = {}};
        SYNCLINE_TRY(const fs::path backup, migrate(change, Direction::Forward, {}));
        SYNCLINE_CHECK(tidy());
        m_services.changed(change.plan);
        static_cast<void>(backup);
    }
    m_services.followed(std::move(followed));
    return {};
}

Result<SchemaPlan> SchemaDesk::planPending(std::stop_token stop)
{
    const ProjectPtr state = m_services.project->reload();
    SYNCLINE_TRY(Store::Reader reader, m_services.store->reader(std::move(stop)));
    SYNCLINE_TRY(AskedSchema asked, askedSchema(reader.database(), *state));
    return std::move(asked.plan);
}

Result<void> SchemaDesk::applyPending(Confirm confirmLoss, std::stop_token stop)
{
    SYNCLINE_CHECK(m_services.writable());
    const std::lock_guard lock(m_mutex);
    SYNCLINE_CHECK(settle());
    const ProjectPtr state = m_services.project->reload();
    Prepared change{.id = newId(), .files = {}, .wanted = state->models, .plan = {}, .summary = {}};
    {
        SYNCLINE_TRY(Store::Reader reader, m_services.store->reader(stop));
        SYNCLINE_TRY(change.plan, syncline::planSchema(reader.database(), state->models));
    }
    if (!state->complete && !change.plan.empty()) {
        return Error(errc::problems,
                     "%1 cannot be understood; mend it first, then the database can follow.",
                     {notUnderstood(*state)});
    }
    SYNCLINE_CHECK(permitted(change.plan, confirmLoss));
    if (!change.plan.empty()) {
        SYNCLINE_TRY(const fs::path backup, migrate(change, Direction::Forward, std::move(stop)));
        note("The data follows the changed files: " + change.plan.steps.front().summary,
             backup.filename().string());
        SYNCLINE_CHECK(tidy());
        m_services.changed(change.plan);
    }
    return followLocked();
}

} // namespace syncline
