#include "core/record/SystemTables.h"

namespace syncline {

namespace {

constexpr std::string_view schema = R"(
CREATE TABLE IF NOT EXISTS _model (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT, last INTEGER NOT NULL DEFAULT 0,
    history_bytes INTEGER NOT NULL DEFAULT 0, history_steps INTEGER NOT NULL DEFAULT 0,
    history_floor INTEGER NOT NULL DEFAULT 0, history_pruned INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS _delta (
    sequence INTEGER PRIMARY KEY, model TEXT NOT NULL, record INTEGER NOT NULL, field TEXT NOT NULL,
    old_value ANY, new_value ANY, run INTEGER NOT NULL, time INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS _delta_by_record ON _delta (model, record);
CREATE INDEX IF NOT EXISTS _delta_by_run ON _delta (run);
CREATE INDEX IF NOT EXISTS _delta_of_rows ON _delta (model, sequence) WHERE field = '';
CREATE TABLE IF NOT EXISTS _quarantine (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL, model TEXT NOT NULL, remote_id TEXT NOT NULL,
    reason TEXT NOT NULL, payload TEXT NOT NULL, time INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS _quarantine_by_run ON _quarantine (run);
CREATE TABLE IF NOT EXISTS _loading (model TEXT PRIMARY KEY, run INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS _search (
    model TEXT PRIMARY KEY, columns TEXT NOT NULL, up_to INTEGER NOT NULL DEFAULT 0,
    built INTEGER NOT NULL DEFAULT 0, entries INTEGER NOT NULL DEFAULT 0,
    stamp INTEGER NOT NULL DEFAULT 1) STRICT, WITHOUT ROWID;
)";

/** What a database has not that is older than the history's budgets; the sizes are counted once. */
constexpr std::string_view ledgerSql = R"(
ALTER TABLE _model ADD COLUMN history_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE _model ADD COLUMN history_steps INTEGER NOT NULL DEFAULT 0;
ALTER TABLE _model ADD COLUMN history_floor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE _model ADD COLUMN history_pruned INTEGER NOT NULL DEFAULT 0;
UPDATE _model SET history_bytes = counted.bytes, history_steps = counted.steps FROM (
    SELECT model, count(*) AS steps, sum(64 + length(CAST(model AS BLOB))
        + length(CAST(field AS BLOB))
        + CASE typeof(old_value) WHEN 'null' THEN 0 WHEN 'text' THEN length(CAST(old_value AS BLOB)) ELSE 8 END
        + CASE typeof(new_value) WHEN 'null' THEN 0 WHEN 'text' THEN length(CAST(new_value AS BLOB)) ELSE 8 END)
        AS bytes FROM _delta GROUP BY model) AS counted WHERE counted.model = _model.key;
)";

Result<void> setHighestId(Database &writer, std::string_view modelKey, std::int64_t last)
{
    SYNCLINE_TRY(auto update, writer.prepare("UPDATE _model SET last = ?2 WHERE key = ?1"));
    update.bindText(1, modelKey).bind(2, last);
    return update.run();
}

} // namespace

Result<void> ensureSystemTables(Database &writer)
{
    SYNCLINE_CHECK(writer.exec(schema));
    SYNCLINE_TRY(const bool hasLedger, hasHistoryLedger(writer));
    return hasLedger ? Result<void>() : writer.exec(ledgerSql);
}

Result<bool> hasHistoryLedger(Database &database)
{
    SYNCLINE_TRY(auto query, database.prepare("SELECT 1 FROM pragma_table_info('_model') WHERE "
                                              "name = 'history_bytes'"));
    return query.step();
}

std::vector<std::string> tablesWritten(const ModelDef &model)
{
    return {model.storageKey, "_model", "_delta"};
}

Result<std::int64_t> highestId(Database &database, std::string_view modelKey)
{
    SYNCLINE_TRY(auto query, database.prepare("SELECT last FROM _model WHERE key = ?1"));
    query.bindText(1, modelKey);
    SYNCLINE_TRY(const bool found, query.step());
    if (!found)
        return Error(errc::storage, "The database has no table for the model with the key %1.",
                     {std::string(modelKey)});
    return query.integer(0);
}

Result<RecordId> reserveIds(Database &writer, std::string_view modelKey, std::int64_t count)
{
    SYNCLINE_TRY(const std::int64_t last, highestId(writer, modelKey));
    SYNCLINE_CHECK(setHighestId(writer, modelKey, last + count));
    return RecordId{last + 1};
}

Result<void> raiseHighestId(Database &writer, std::string_view modelKey, std::int64_t id)
{
    SYNCLINE_TRY(const std::int64_t last, highestId(writer, modelKey));
    if (id <= last)
        return {};
    return setHighestId(writer, modelKey, id);
}

Result<std::optional<std::string>> modelKeyByName(Database &database, std::string_view name)
{
    SYNCLINE_TRY(auto query, database.prepare("SELECT key FROM _model WHERE name = ?1"));
    query.bindText(1, name);
    SYNCLINE_TRY(const bool found, query.step());
    if (!found)
        return std::optional<std::string>();
    return std::optional<std::string>(std::string(query.text(0)));
}

Result<DeltaWriter> DeltaWriter::open(Database &writer, RunId run, DateTime now)
{
    SYNCLINE_TRY(
        auto statement,
        writer.prepare("INSERT INTO _delta (model, record, field, old_value, new_value, run, "
                       "time) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
    DeltaWriter deltas(std::move(statement));
    deltas.m_database = &writer;
    deltas.m_run = raw(run);
    deltas.m_now = now.ms;
    return deltas;
}

Result<void> DeltaWriter::add(const RawDelta &delta)
{
    m_statement.bindText(1, delta.modelKey)
        .bind(2, raw(delta.record))
        .bindText(3, delta.fieldKey)
        .bindValue(4, delta.before != nullptr ? *delta.before : Value::null)
        .bindValue(5, delta.after != nullptr ? *delta.after : Value::null)
        .bind(6, m_run)
        .bind(7, m_now);
    auto done = m_statement.run();
    m_statement.reset();
    m_bytes += deltaBytes(delta);
    ++m_steps;
    m_model = delta.modelKey;
    return done;
}

Result<void> DeltaWriter::finish()
{
    if (m_steps == 0)
        return {};
    SYNCLINE_TRY(auto update,
                 m_database->prepare("UPDATE _model SET history_bytes = history_bytes + ?2, "
                                     "history_steps = history_steps + ?3 WHERE key = ?1"));
    update.bindText(1, m_model).bind(2, m_bytes).bind(3, m_steps);
    m_bytes = m_steps = 0;
    return update.run();
}

std::int64_t deltaBytes(const RawDelta &delta)
{
    constexpr std::size_t fixed = 64; // the row's other columns, and its places in the indexes
    const auto of = [](const Value *value) {
        if (value == nullptr || value->isNull())
            return std::size_t{0};
        return value->isString() ? value->asString().size() : sizeof(std::int64_t);
    };
    return static_cast<std::int64_t>(fixed + delta.modelKey.size() + delta.fieldKey.size() +
                                     of(delta.before) + of(delta.after));
}

Result<void> saveQuarantined(Database &writer, RunId run, std::string_view model,
                             const Quarantined &document, DateTime now)
{
    SYNCLINE_TRY(
        auto insert,
        writer.prepare("INSERT INTO _quarantine (run, model, remote_id, reason, payload, time) "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
    insert.bind(1, raw(run))
        .bindText(2, model)
        .bindText(3, document.remoteId)
        .bindText(4, document.reason)
        .bindText(5, document.payload)
        .bind(6, now.ms);
    return insert.run();
}

Result<bool> hasNamelessQuarantined(Database &database, RunId run, std::string_view model)
{
    SYNCLINE_TRY(auto query,
                 database.prepare("SELECT 1 FROM _quarantine WHERE run = ?1 AND model = ?2 AND "
                                  "remote_id = '' LIMIT 1"));
    query.bind(1, raw(run)).bindText(2, model);
    return query.step();
}

Result<std::vector<std::pair<std::string, Quarantined>>> quarantinedOf(Database &database,
                                                                       RunId run, int limit)
{
    SYNCLINE_TRY(auto query,
                 database.prepare("SELECT model, remote_id, reason, payload FROM _quarantine "
                                  "WHERE run = ?1 ORDER BY id LIMIT ?2"));
    query.bind(1, raw(run)).bind(2, std::int64_t{limit});
    std::vector<std::pair<std::string, Quarantined>> found;
    for (;;) {
        SYNCLINE_TRY(const bool more, query.step());
        if (!more)
            return found;
        found.emplace_back(std::string(query.text(0)),
                           Quarantined{.remoteId = std::string(query.text(1)),
                                       .reason = std::string(query.text(2)),
                                       .payload = std::string(query.text(3))});
    }
}

} // namespace syncline
