#include "core/base/Json.h"
#include "core/record/ModelCodec.h"
#include "core/record/SystemTables.h"
#include "core/record/schema/SchemaChanging.h"
#include "core/record/schema/SchemaCost.h"
#include "core/record/schema/TakenData.h"
#include "core/record/search/SearchBuild.h"
#include "core/store/BackupFolder.h"

#include <algorithm>

namespace syncline {

namespace {

using StepKind = SchemaStep::Kind;
namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

/** Backups that others wrote into in the meantime, before one is made while nobody can. */
constexpr int freeAttempts = 2;
/** From here on a measurement says something. */
constexpr std::int64_t enoughRows = 20'000;
constexpr std::int64_t enoughBytes = 8 * 1024 * 1024;

Error stalePlan()
{
    return {errc::invalidInput,
            "The models or their records changed after this plan was made. Plan again and look at "
            "what would be lost."};
}

/** Whether the plan that people saw is the plan that would be carried out. */
bool fits(const SchemaPlan &plan, const std::vector<SchemaChange> &changes)
{
    return std::ranges::equal(plan.steps, changes,
                              [](const SchemaStep &step, const SchemaChange &change) {
                                  return step.kind == change.kind && step.sql == schemaSql(change);
                              });
}

/** Names and high-water marks; a removed model keeps its mark, so that its ids never come again. */
Result<void> noteModels(Database &writer, const ModelList &wanted)
{
    SYNCLINE_CHECK(writer.exec("UPDATE _model SET name = NULL"));
    SYNCLINE_TRY(auto note, writer.prepare("INSERT INTO _model (key, name) VALUES (?1, ?2) "
                                           "ON CONFLICT (key) DO UPDATE SET name = excluded.name"));
    ValueList definitions;
    for (const auto &model : wanted) {
        note.bindText(1, model->storageKey).bindText(2, model->name);
        SYNCLINE_CHECK(note.run());
        note.reset();
        definitions.push_back(modelToValue(*model));
    }
    SYNCLINE_CHECK(writer.exec("DELETE FROM _loading WHERE model NOT IN "
                               "(SELECT key FROM _model WHERE name IS NOT NULL)"));
    return Store::setMeta(writer, "models", definitions);
}

std::string summaryOf(const SchemaPlan &plan)
{
    constexpr std::size_t named = 3;
    std::string words;
    for (std::size_t i = 0; i < std::min(plan.steps.size(), named); ++i)
        words += (i == 0 ? "" : "; ") + plan.steps[i].summary;
    if (plan.steps.size() > named)
        words += "; and " + std::to_string(plan.steps.size() - named) + " more";
    return words.empty() ? "Definitions changed without effect on the data" : words;
}

enum class Direction : std::uint8_t { Forward, Back };

/** Its triggers would be in the way of a column that goes, and its words would be of old. */
Result<void> dropSearch(Database &writer, const SchemaChange &change)
{
    if (change.kind == StepKind::RemoveModel)
        return forgetSearchIndex(writer, change.before->storageKey);
    const bool textGoes =
        (change.kind == StepKind::RemoveField || change.kind == StepKind::RetypeField) &&
        columnKind(*change.fieldBefore) == ColumnKind::Text;
    const bool textComes =
        change.kind == StepKind::RetypeField && columnKind(*change.fieldAfter) == ColumnKind::Text;
    if (!textGoes && !textComes)
        return {};
    return dropSearchIndex(writer, change.before->storageKey);
}

/** One migration under way. */
class SchemaRun
{
public:
    SchemaRun(Store &store, const SchemaOrder &order, Direction direction)
        : m_store(store),
          m_order(order),
          m_direction(direction),
          m_folder(order.backups)
    {
    }
    ~SchemaRun()
    {
        if (!m_committing)
            dropBackup();
    }
    SchemaRun(const SchemaRun &) = delete;
    SchemaRun &operator=(const SchemaRun &) = delete;

    Result<fs::path> run()
    {
        for (const SchemaStep &step : m_order.plan.steps) {
            if (!step.blocker.empty())
                return Error(errc::nonUniqueData,
                             "%1 cannot be made unique: %2. Change or delete those records first.",
                             {step.model, step.blocker});
        }
        for (int attempt = 1;; ++attempt) {
            const bool isFree = attempt <= freeAttempts;
            if (isFree && m_order.plan.backupBytes > 0)
                SYNCLINE_CHECK(makeBackup());
            SYNCLINE_TRY(const bool done, changeUnderLease(isFree));
            if (done)
                return m_backup;
            dropBackup();
        }
    }

private:
    Result<void> makeBackup()
    {
        SYNCLINE_TRY(const fs::path file,
                     m_folder.newFile(m_order.environment, BackupKind::SchemaChange, m_order.time));
        const auto begun = Steady::now();
        SYNCLINE_CHECK(m_store.backup(file, m_order.stop));
        m_backup = file;
        SchemaCost::learn(m_cost.backupNsByte, Steady::now() - begun, m_order.plan.backupBytes,
                          enoughBytes);
        return {};
    }
    void dropBackup()
    {
        std::error_code error;
        if (!m_backup.empty())
            fs::remove(m_backup, error);
        m_backup.clear();
    }

    /** False: others wrote what would go and is not in the backup; nothing was changed. */
    Result<bool> changeUnderLease(bool isFree)
    {
        WriteQueue &writes = m_store.writes();
        SYNCLINE_TRY(
            auto transaction,
            writes.acquireBlocking({.label = "change the schema", .alone = true}, m_order.stop));
        if (!isFree)
            SYNCLINE_CHECK(makeBackup());
        const std::uint64_t epoch = transaction.epoch();
        const std::stop_callback interrupt(m_order.stop,
                                           [&writes, epoch] { writes.interruptWriter(epoch); });
        SYNCLINE_TRY(const bool done, changeInside(transaction.database()));
        if (!done)
            return false;
        if (m_order.stop.stop_requested())
            return Error(errc::cancelled, "The schema change was cancelled; nothing was changed.");
        m_committing = true; // whether it was, only the database can tell from here on
        SYNCLINE_CHECK(transaction.commitBlocking());
        return true;
    }

    Result<bool> changeInside(Database &writer)
    {
        SYNCLINE_CHECK(ensureSystemTables(writer));
        SYNCLINE_TRY(m_cost, known(writer));
        SYNCLINE_TRY(const auto before, storedModels(writer));
        SYNCLINE_TRY(auto history, schemaHistory(writer));
        ModelList wanted = m_order.wanted;
        std::unique_ptr<SchemaRestore> restore;
        if (m_direction == Direction::Back) {
            SYNCLINE_TRY(const PastChange past, newestChange(writer));
            wanted = modelsWithout(before, past);
            SYNCLINE_TRY(restore, restoreOf(past, m_folder.path()));
        }
        const std::vector<SchemaChange> changes = diffModels(before, wanted);
        if (!fits(m_order.plan, changes))
            return stalePlan();
        if (!m_backup.empty()) {
            SYNCLINE_TRY(const auto backup, Database::open(m_backup, Database::Mode::ReadOnly));
            SYNCLINE_TRY(const bool whole, holdsWhatGoes(writer, *backup, changes));
            if (!whole)
                return false;
        }
        for (std::size_t i = 0; i < changes.size(); ++i)
            SYNCLINE_CHECK(carryOut(writer, changes[i], m_order.plan.steps[i], restore.get()));
        SYNCLINE_CHECK(noteModels(writer, wanted));
        if (m_direction == Direction::Back)
            history.erase(history.begin());
        else if (auto past = pastChange(before, wanted, history.size()))
            history.insert(history.begin(), std::move(*past));
        SYNCLINE_CHECK(saveSchemaHistory(writer, history));
        if (!m_order.journal.empty())
            SYNCLINE_CHECK(noteJournal(writer, m_order.journal));
        SYNCLINE_CHECK(m_cost.save(writer));
        return true;
    }

    /** What was known, with what the backup taught. */
    Result<SchemaCost> known(Database &writer) const
    {
        SYNCLINE_TRY(SchemaCost cost, SchemaCost::known(writer));
        if (!m_backup.empty() && m_order.plan.backupBytes >= enoughBytes)
            cost.backupNsByte = m_cost.backupNsByte;
        return cost;
    }

    Result<void> carryOut(Database &writer, const SchemaChange &change, const SchemaStep &step,
                          SchemaRestore *restore)
    {
        SYNCLINE_CHECK(dropSearch(writer, change));
        const bool restores = restore != nullptr && restore->covers(change);
        const bool converts = change.kind == StepKind::RetypeField && !step.sql.empty();
        if (change.kind == StepKind::RemoveModel || change.kind == StepKind::RemoveField) {
            SYNCLINE_TRY(const auto loss, measureLoss(writer, change));
            if (loss.lost > step.rowsLost)
                return stalePlan();
        }
        const bool isMade = change.kind == StepKind::CreateModel && restores;
        auto begun = Steady::now();
        for (std::size_t i = 0; i < step.sql.size(); ++i) {
            SYNCLINE_CHECK(writer.exec(step.sql[i]));
            if (i > 0 || (!converts && !isMade))
                continue;
            Result<SchemaLoss> loss =
                restores ? restore->bringBack(writer, change) : convertColumn(writer, change);
            if (!loss)
                return loss.error();
            if (loss->lost > step.rowsLost)
                return stalePlan();
            SchemaCost::learn(m_cost.convertNs, Steady::now() - begun, loss->touched, enoughRows);
            begun = Steady::now();
        }
        if (change.kind == StepKind::RemoveField)
            SchemaCost::learn(m_cost.rewriteNs, Steady::now() - begun, step.rowsTouched,
                              enoughRows);
        if (restores && change.kind == StepKind::AddField) {
            SYNCLINE_TRY(const auto returned, restore->bringBack(writer, change));
            SchemaCost::learn(m_cost.convertNs, Steady::now() - begun, returned.returned,
                              enoughRows);
        }
        if (restores && converts)
            SYNCLINE_CHECK(restore->bringBackRemotes(writer, change));
        return {};
    }

    /** nullopt: the definitions are the same. */
    [[nodiscard]] std::optional<PastChange> pastChange(const std::vector<ModelDef> &before,
                                                       const ModelList &wanted,
                                                       std::size_t number) const
    {
        PastChange past;
        for (const ModelDef &old : before) {
            const auto now = std::ranges::find(wanted, old.storageKey,
                                               [](const auto &model) { return model->storageKey; });
            if (now == wanted.end() ||
                json::write(modelToValue(old)) != json::write(modelToValue(**now)))
                past.before.push_back(old);
        }
        for (const auto &model : wanted) {
            if (std::ranges::find(before, model->storageKey, &ModelDef::storageKey) == before.end())
                past.made.push_back(model->storageKey);
        }
        if (past.before.empty() && past.made.empty())
            return std::nullopt;
        past.id = m_order.id.empty() ? "change-" + std::to_string(number + 1) : m_order.id;
        past.time = m_order.time;
        past.summary = summaryOf(m_order.plan);
        past.backup = m_backup.filename().string();
        return past;
    }

    Store &m_store;
    const SchemaOrder &m_order;
    const Direction m_direction;
    const BackupFolder m_folder;
    fs::path m_backup;
    SchemaCost m_cost;
    bool m_committing = false;
};

} // namespace

Result<fs::path> applySchema(Store &store, const SchemaOrder &order)
{
    SYNCLINE_CHECK(checkStorageKeys(order.wanted));
    return SchemaRun(store, order, Direction::Forward).run();
}

Result<void> applySchema(Store &store, const SchemaPlan &plan, const ModelList &wanted,
                         const fs::path &backups, std::stop_token stop)
{
    SYNCLINE_TRY(const fs::path backup, applySchema(store, SchemaOrder{.plan = plan,
                                                                       .wanted = wanted,
                                                                       .backups = backups,
                                                                       .stop = std::move(stop)}));
    static_cast<void>(backup);
    return {};
}

Result<fs::path> undoSchema(Store &store, const SchemaOrder &order)
{
    return SchemaRun(store, order, Direction::Back).run();
}

} // namespace syncline
