#include "core/record/RunTable.h"

#include "core/base/Json.h"
#include "core/record/ModelTable.h"
#include "core/record/SchemaPlan.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::string_view createSql = R"(
CREATE TABLE IF NOT EXISTS _run (
  id INTEGER PRIMARY KEY,
  parent INTEGER NOT NULL DEFAULT 0,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  subject TEXT NOT NULL,
  record TEXT NOT NULL DEFAULT '',
  started INTEGER NOT NULL,
  finished INTEGER,
  heartbeat INTEGER NOT NULL,
  detail TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX IF NOT EXISTS _run_by_subject ON _run (kind, subject, id);
DROP INDEX IF EXISTS _run_by_state;
CREATE INDEX IF NOT EXISTS _run_running ON _run (id) WHERE state = 'running';
CREATE INDEX IF NOT EXISTS _run_failed ON _run (id)
  WHERE state IN ('errored', 'completed_with_errors', 'interrupted');
CREATE TABLE IF NOT EXISTS _run_checkpoint (
  run INTEGER PRIMARY KEY,
  state TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS _run_seen (
  run INTEGER NOT NULL,
  model TEXT NOT NULL,
  seen BLOB NOT NULL,
  PRIMARY KEY (run, model)
) STRICT, WITHOUT ROWID;
)";

constexpr std::string_view columns =
    "id, parent, kind, state, subject, record, started, finished, heartbeat, "
    "detail";

Value countsValue(const IngestCounts &counts)
{
    return ValueObject{{"created", counts.created},
                       {"updated", counts.updated},
                       {"unchanged", counts.unchanged},
                       {"deleted", counts.deleted},
                       {"failed", counts.failed}};
}

IngestCounts countsFrom(const Value &value)
{
    return {.created = value["created"].intOr(),
            .updated = value["updated"].intOr(),
            .unchanged = value["unchanged"].intOr(),
            .deleted = value["deleted"].intOr(),
            .failed = value["failed"].intOr()};
}

Value errorValue(const Error &error)
{
    ValueList args;
    for (const std::string &arg : error.args)
        args.emplace_back(arg);
    return ValueObject{{"code", error.code},
                       {"sentence", error.sentence},
                       {"args", args},
                       {"detail", error.detail},
                       {"place", error.place}};
}

Error errorFrom(const Value &value)
{
    Error error(value["code"].stringOr(), value["sentence"].stringOr());
    if (value["args"].isList()) {
        for (const Value &arg : value["args"].asList())
            error.args.push_back(arg.stringOr());
    }
    error.detail = value["detail"].stringOr();
    error.place = value["place"].stringOr();
    return error;
}

std::string detailText(const RunInfo &run)
{
    ValueObject detail;
    if (!run.trigger.empty())
        detail.append("trigger", run.trigger);
    if (!run.models.empty()) {
        ValueList models;
        for (const ModelProgress &model : run.models) {
            models.emplace_back(ValueObject{{"model", model.model},
                                            {"counts", countsValue(model.counts)},
                                            {"expected", model.expected},
                                            {"note", model.note}});
        }
        detail.append("models", std::move(models));
    }
    if (!run.mode.empty())
        detail.append("mode", run.mode);
    if (run.error)
        detail.append("error", errorValue(*run.error));
    if (run.warnings != 0)
        detail.append("warnings", run.warnings);
    if (!run.note.empty())
        detail.append("note", run.note);
    if (run.resumable)
        detail.append("resumable", true);
    if (run.pendingDeletes != 0)
        detail.append("pendingDeletes", run.pendingDeletes);
    return json::write(detail);
}

void readDetail(RunInfo &run, std::string_view text)
{
    const Result<Value> parsed = json::parse(text);
    if (!parsed)
        return; // A row that only we write; an unreadable one still lists.
    const Value &detail = parsed.value();
    if (detail["trigger"].isObject())
        run.trigger = detail["trigger"].asObject();
    if (detail["models"].isList()) {
        for (const Value &model : detail["models"].asList()) {
            run.models.push_back({.model = model["model"].stringOr(),
                                  .counts = countsFrom(model["counts"]),
                                  .expected = model["expected"].intOr(-1),
                                  .ratePerSecond = 0,
                                  .note = model["note"].stringOr()});
        }
    }
    run.mode = detail["mode"].stringOr();
    if (detail["error"].isObject())
        run.error = errorFrom(detail["error"]);
    run.warnings = detail["warnings"].intOr();
    run.note = detail["note"].stringOr();
    run.resumable = detail["resumable"].boolOr();
    run.pendingDeletes = detail["pendingDeletes"].intOr();
}

RunInfo readRow(const Statement &row)
{
    RunInfo run;
    run.id = RunId{row.integer(0)};
    run.parent = RunId{row.integer(1)};
    run.kind = runKindFromName(row.text(2)).value_or(RunKind::Action);
    run.state = runStateFromName(row.text(3)).value_or(RunState::Errored);
    run.subject = row.text(4);
    run.record = row.text(5);
    run.started = DateTime{row.integer(6)};
    if (!row.isNull(7))
        run.finished = DateTime{row.integer(7)};
    run.heartbeat = DateTime{row.integer(8)};
    readDetail(run, row.text(9));
    return run;
}

Result<std::vector<RunInfo>> readAll(Statement &statement)
{
    std::vector<RunInfo> runs;
    for (;;) {
        SYNCLINE_TRY(const bool more, statement.step());
        if (!more)
            return runs;
        runs.push_back(readRow(statement));
    }
}

constexpr std::string_view nextKey = "runs:reserved";
/** True while a session for writing is open: where it ended, it did not end well. */
constexpr std::string_view openKey = "runs:open";

/** @p among: which rows are looked at, an ORDER BY with a LIMIT; empty: all. */
Result<std::int64_t> highestIn(Database &database, const std::string &table,
                               const std::string &column, const std::string &among = {})
{
    SYNCLINE_TRY(
        Statement there,
        database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1"));
    SYNCLINE_TRY(const bool exists, there.bindText(1, table).step());
    if (!exists)
        return std::int64_t{0};
    const std::string from =
        among.empty() ? quoteName(table)
                      : "(SELECT " + column + " FROM " + quoteName(table) + " " + among + ")";
    SYNCLINE_TRY(Statement highest,
                 database.prepare("SELECT coalesce(max(" + column + "), 0) FROM " + from));
    SYNCLINE_CHECK(highest.step());
    return highest.integer(0);
}

/** Most runs leave no row of their own, but what they made names them. */
Result<std::int64_t> highestUsed(Database &database)
{
    SYNCLINE_TRY(std::int64_t highest, highestIn(database, "_run", "id"));
    for (const char *table : {"_delta", "_quarantine"}) {
        SYNCLINE_TRY(const std::int64_t run, highestIn(database, table, "run"));
        highest = std::max(highest, run);
    }
    SYNCLINE_TRY(const auto models, storedModels(database));
    for (const ModelDef &model : models) {
        // The newest runs made the newest of maybe ten million records, which have no index of
        // runs.
        SYNCLINE_TRY(const std::int64_t run, highestIn(database, model.storageKey, "_created_run",
                                                       "ORDER BY id DESC LIMIT 1000"));
        highest = std::max(highest, run);
    }
    return highest;
}

} // namespace

Result<std::unique_ptr<RunTable>> RunTable::open(Store &store, RunId newestLogged)
{
    std::int64_t first = 1;
    if (store.isReadOnly()) {
        SYNCLINE_TRY(Store::Reader reader, store.reader());
        SYNCLINE_TRY(const Value next, Store::getMeta(reader.database(), nextKey));
        first = next.intOr(1);
    } else {
        SYNCLINE_TRY(
            WriteTransaction transaction,
            store.writes().acquireBlocking({.label = "open runs", .run = noRun, .alone = true}));
        Database &database = transaction.database();
        SYNCLINE_CHECK(database.exec(createSql));
        SYNCLINE_TRY(const Value next, Store::getMeta(database, nextKey));
        SYNCLINE_TRY(const Value wasOpen, Store::getMeta(database, openKey));
        first = next.intOr(1);
        if (wasOpen.boolOr()) {
            SYNCLINE_TRY(const std::int64_t used, highestUsed(database));
            first = std::max({first, used + 1, raw(newestLogged) + 1});
        }
        SYNCLINE_CHECK(Store::setMeta(database, nextKey, first));
        SYNCLINE_CHECK(Store::setMeta(database, openKey, true));
        SYNCLINE_CHECK(transaction.commitBlocking());
    }
    return std::unique_ptr<RunTable>(new RunTable(first));
}

Result<void> RunTable::giveBackIds(Store &store)
{
    SYNCLINE_TRY(
        WriteTransaction transaction,
        store.writes().acquireBlocking({.label = "close runs", .run = noRun, .alone = true}));
    SYNCLINE_CHECK(Store::setMeta(transaction.database(), nextKey, m_next.load()));
    SYNCLINE_CHECK(Store::setMeta(transaction.database(), openKey, false));
    return transaction.commitBlocking();
}

Result<bool> RunTable::anyRunning(Database &database)
{
    SYNCLINE_TRY(Statement running,
                 database.prepare("SELECT 1 FROM _run WHERE state = 'running' LIMIT 1"));
    return running.step();
}

Result<void> RunTable::save(Database &writer, const RunInfo &run)
{
    return write(writer,
                 "INSERT OR REPLACE INTO _run (id, parent, kind, state, subject, record, started, "
                 "finished, heartbeat, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                 run);
}

Result<void> RunTable::add(Database &writer, const RunInfo &run)
{
    return write(writer,
                 "INSERT INTO _run (id, parent, kind, state, subject, record, started, finished, "
                 "heartbeat, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                 run);
}

Result<void> RunTable::write(Database &writer, std::string_view sql, const RunInfo &run)
{
    SYNCLINE_TRY(Statement insert, writer.prepare(sql));
    const std::string detail = detailText(run);
    insert.bind(1, raw(run.id)).bind(2, raw(run.parent));
    insert.bindText(3, runKindName(run.kind)).bindText(4, runStateName(run.state));
    insert.bindText(5, run.subject).bindText(6, run.record).bind(7, run.started.ms);
    if (run.finished)
        insert.bind(8, run.finished->ms);
    else
        insert.bindNull(8);
    insert.bind(9, run.heartbeat.ms).bindText(10, detail);
    return insert.run();
}

Result<std::optional<RunInfo>> RunTable::find(Database &database, RunId id)
{
    SYNCLINE_TRY(Statement select, database.prepare(std::string("SELECT ") + std::string(columns) +
                                                    " FROM _run WHERE id = ?1"));
    SYNCLINE_TRY(const bool found, select.bind(1, raw(id)).step());
    if (!found)
        return std::optional<RunInfo>();
    return std::optional<RunInfo>(readRow(select));
}

Result<std::vector<RunInfo>> RunTable::list(Database &database, const RunQuery &query)
{
    std::string sql = "SELECT " + std::string(columns) + " FROM _run WHERE 1";
    if (query.kind)
        sql += " AND kind = ?1";
    if (!query.subject.empty())
        sql += " AND subject = ?2";
    if (query.failedOnly)
        sql += " AND state IN ('errored', 'completed_with_errors', 'interrupted')";
    if (query.topLevelOnly)
        sql += " AND parent = 0";
    if (query.before > 0)
        sql += " AND id < ?3";
    sql += " ORDER BY id DESC LIMIT ?4";
    SYNCLINE_TRY(Statement select, database.prepare(sql));
    if (query.kind)
        select.bindText(1, runKindName(*query.kind));
    if (!query.subject.empty())
        select.bindText(2, query.subject);
    if (query.before > 0)
        select.bind(3, query.before);
    select.bind(4, std::int64_t{query.limit});
    return readAll(select);
}

Result<std::optional<RunInfo>> RunTable::lastSuccessfulSync(Database &database,
                                                            std::string_view connection)
{
    SYNCLINE_TRY(
        Statement select,
        database.prepare("SELECT " + std::string(columns) +
                         " FROM _run WHERE kind = 'sync' AND subject = ?1 AND state IN "
                         "('completed', 'completed_with_errors') ORDER BY id DESC LIMIT 1"));
    SYNCLINE_TRY(const bool found, select.bindText(1, connection).step());
    if (!found)
        return std::optional<RunInfo>();
    return std::optional<RunInfo>(readRow(select));
}

Result<void> RunTable::saveCheckpoint(Database &writer, RunId run, const Checkpoint &checkpoint)
{
    const std::string state = json::write(ValueObject{{"resume", checkpoint.resume},
                                                      {"request", checkpoint.request},
                                                      {"cache", checkpoint.cache}});
    SYNCLINE_TRY(Statement insert, writer.prepare("INSERT OR REPLACE INTO _run_checkpoint (run, "
                                                  "state) VALUES (?1, ?2)"));
    SYNCLINE_CHECK(insert.bind(1, raw(run)).bindText(2, state).run());
    SYNCLINE_TRY(Statement seen, writer.prepare("INSERT OR REPLACE INTO _run_seen (run, model, "
                                                "seen) VALUES (?1, ?2, ?3)"));
    for (const auto &[model, bytes] : checkpoint.seen) {
        seen.bind(1, raw(run)).bindText(2, model).bindBlob(3, std::as_bytes(std::span(bytes)));
        SYNCLINE_CHECK(seen.run());
        seen.reset();
    }
    return {};
}

Result<std::optional<RunTable::Checkpoint>> RunTable::loadCheckpoint(Database &database, RunId run)
{
    SYNCLINE_TRY(Statement select,
                 database.prepare("SELECT state FROM _run_checkpoint WHERE run = ?1"));
    SYNCLINE_TRY(const bool found, select.bind(1, raw(run)).step());
    if (!found)
        return std::optional<Checkpoint>();
    SYNCLINE_TRY(const Value state, json::parse(select.text(0)));
    Checkpoint checkpoint;
    checkpoint.resume = state["resume"];
    if (state["request"].isObject())
        checkpoint.request = state["request"].asObject();
    if (state["cache"].isObject())
        checkpoint.cache = state["cache"].asObject();
    SYNCLINE_TRY(Statement seen,
                 database.prepare("SELECT model, seen FROM _run_seen WHERE run = ?1"));
    seen.bind(1, raw(run));
    for (;;) {
        SYNCLINE_TRY(const bool more, seen.step());
        if (!more)
            return std::optional<Checkpoint>(std::move(checkpoint));
        const std::span<const std::byte> bytes = seen.blob(1);
        checkpoint.seen[std::string(seen.text(0))].assign(
            reinterpret_cast<const char *>(bytes.data()), bytes.size());
    }
}

Result<void> RunTable::removeCheckpoint(Database &writer, RunId run)
{
    for (const std::string_view sql :
         {"DELETE FROM _run_checkpoint WHERE run = ?1", "DELETE FROM _run_seen WHERE run = ?1"}) {
        SYNCLINE_TRY(Statement remove, writer.prepare(sql));
        SYNCLINE_CHECK(remove.bind(1, raw(run)).run());
    }
    return {};
}

Result<std::vector<RunInfo>> RunTable::markInterrupted(Database &writer, DateTime now)
{
    SYNCLINE_TRY(Statement select,
                 writer.prepare("SELECT " + std::string(columns) +
                                " FROM _run WHERE state = 'running' ORDER BY id"));
    SYNCLINE_TRY(std::vector<RunInfo> runs, readAll(select));
    select.reset();
    for (RunInfo &run : runs) {
        run.state = RunState::Interrupted;
        run.finished = now;
        run.note.clear();
        SYNCLINE_TRY(const std::optional<Checkpoint> checkpoint, loadCheckpoint(writer, run.id));
        run.resumable = run.kind == RunKind::Sync && checkpoint.has_value();
        SYNCLINE_CHECK(save(writer, run));
    }
    return runs;
}

} // namespace syncline
