#include "core/record/history/HistoryPruning.h"

#include "core/record/SystemTables.h"

#include <algorithm>

namespace syncline {

namespace {

/** Steps of other models that are passed over in one transaction at most. */
constexpr std::int64_t window = 20'000;

struct Ledger
{
    std::int64_t bytes = 0;
    std::int64_t steps = 0;
    std::int64_t floor = 0;  ///< Up to here only what has to be kept is left.
    std::int64_t pruned = 0; ///< The highest record whose history was shortened.
};

/** Works on one model within one transaction. */
class Pruner
{
public:
    Pruner(Database &writer, std::string_view modelKey, std::int64_t target, DateTime now)
        : m_writer(writer),
          m_model(modelKey),
          m_target(target),
          m_oldestDeletion(now.ms - std::chrono::milliseconds(keptDeletions).count()),
          m_oldestChange(now.ms - std::chrono::milliseconds(keptChanges).count())
    {
    }

    Result<PruneStep> run()
    {
        SYNCLINE_TRY(const bool known, readLedger());
        if (!known || m_ledger.bytes <= m_target) {
            m_step.isDone = true;
            return m_step;
        }
        SYNCLINE_CHECK(pruneKeptOnce());
        SYNCLINE_CHECK(pruneFromFloor());
        SYNCLINE_CHECK(writeLedger());
        m_step.isDone = m_step.isDone || m_ledger.bytes <= m_target;
        return m_step;
    }

private:
    Result<bool> readLedger()
    {
        SYNCLINE_TRY(auto query,
                     m_writer.prepare("SELECT history_bytes, history_steps, history_floor, "
                                      "history_pruned FROM _model WHERE key = ?1"));
        query.bindText(1, m_model);
        SYNCLINE_TRY(const bool found, query.step());
        if (found)
            m_ledger = {query.integer(0), query.integer(1), query.integer(2), query.integer(3)};
        return found;
    }

    /** Deletions that the floor passed while they had to be kept, and that are old by now. */
    Result<void> pruneKeptOnce()
    {
        SYNCLINE_TRY(auto query,
                     m_writer.prepare("SELECT sequence, record, field, old_value, new_value, time "
                                      "FROM _delta WHERE model = ?1 AND field = '' AND sequence <= "
                                      "?2 AND time < ?3 ORDER BY sequence LIMIT ?4"));
        query.bindText(1, m_model)
            .bind(2, m_ledger.floor)
            .bind(3, m_oldestDeletion)
            .bind(4, std::int64_t{prunedAtOnce});
        SYNCLINE_TRY(const bool goOn, collect(query));
        static_cast<void>(goOn);
        return removeCollected();
    }

    Result<void> pruneFromFloor()
    {
        SYNCLINE_TRY(const std::int64_t newest, newestStep());
        const std::int64_t end = std::min(m_ledger.floor + window, newest - 1);
        // "+": along the sequence, not by the record's index, which would have to be sorted.
        SYNCLINE_TRY(auto query, m_writer.prepare(
                                     "SELECT sequence, record, field, old_value, new_value, time "
                                     "FROM _delta WHERE +model = ?1 AND sequence > ?2 AND sequence "
                                     "<= ?3 ORDER BY sequence"));
        query.bindText(1, m_model).bind(2, m_ledger.floor).bind(3, end);
        SYNCLINE_TRY(const bool isWhole, collect(query));
        if (isWhole && !m_isHeld)
            m_ledger.floor = std::max(m_ledger.floor, end);
        m_step.isDone = m_isHeld || (isWhole && end >= newest - 1);
        return removeCollected();
    }

    /** False: there is more, but enough for now. Moves the floor along. */
    Result<bool> collect(Statement &query)
    {
        for (;;) {
            if (m_step.removed + static_cast<std::int64_t>(m_doomed.size()) >= prunedAtOnce ||
                m_ledger.bytes <= m_target)
                return false;
            SYNCLINE_TRY(const bool more, query.step());
            if (!more)
                return true;
            const std::int64_t sequence = query.integer(0);
            const DateTime time{query.integer(5)};
            const bool isRow = query.text(2).empty();
            if (time.ms >= m_oldestChange) {
                m_isHeld = true; // all that follows is younger
                return true;
            }
            m_ledger.floor = std::max(m_ledger.floor, sequence);
            if (isRow && time.ms >= m_oldestDeletion)
                continue;
            doom(query, sequence, time);
        }
    }

    void doom(const Statement &query, std::int64_t sequence, DateTime time)
    {
        const Value before = query.value(3);
        const Value after = query.value(4);
        const std::int64_t bytes = deltaBytes(
            {.modelKey = m_model, .fieldKey = query.text(2), .before = &before, .after = &after});
        m_doomed.push_back(sequence);
        m_ledger.bytes = std::max<std::int64_t>(0, m_ledger.bytes - bytes);
        m_ledger.steps = std::max<std::int64_t>(0, m_ledger.steps - 1);
        m_ledger.pruned = std::max(m_ledger.pruned, query.integer(1));
        m_step.bytes += bytes;
        m_step.newest = std::max(m_step.newest, time);
    }

    Result<void> removeCollected()
    {
        SYNCLINE_TRY(auto remove, m_writer.prepare("DELETE FROM _delta WHERE sequence = ?1"));
        for (const std::int64_t sequence : m_doomed) {
            remove.bind(1, sequence);
            SYNCLINE_CHECK(remove.run());
            remove.reset();
        }
        m_step.removed += static_cast<std::int64_t>(m_doomed.size());
        m_doomed.clear();
        return {};
    }

    Result<std::int64_t> newestStep()
    {
        SYNCLINE_TRY(auto query, m_writer.prepare("SELECT max(sequence) FROM _delta"));
        SYNCLINE_CHECK(query.step());
        return query.integer(0);
    }

    Result<void> writeLedger()
    {
        SYNCLINE_TRY(auto update,
                     m_writer.prepare("UPDATE _model SET history_bytes = ?2, history_steps = ?3, "
                                      "history_floor = ?4, history_pruned = ?5 WHERE key = ?1"));
        update.bindText(1, m_model)
            .bind(2, m_ledger.bytes)
            .bind(3, m_ledger.steps)
            .bind(4, m_ledger.floor)
            .bind(5, m_ledger.pruned);
        return update.run();
    }

    Database &m_writer;
    const std::string m_model;
    const std::int64_t m_target;
    const std::int64_t m_oldestDeletion;
    const std::int64_t m_oldestChange;
    Ledger m_ledger;
    PruneStep m_step;
    std::vector<std::int64_t> m_doomed;
    bool m_isHeld = false;
};

} // namespace

Result<std::vector<HistoryLedger>> historyLedgers(Database &database)
{
    std::vector<HistoryLedger> ledgers;
    SYNCLINE_TRY(const bool hasLedger, hasHistoryLedger(database));
    if (!hasLedger)
        return ledgers;
    SYNCLINE_TRY(auto query, database.prepare("SELECT key, history_bytes, history_steps FROM "
                                              "_model WHERE history_steps > 0 ORDER BY key"));
    for (;;) {
        SYNCLINE_TRY(const bool more, query.step());
        if (!more)
            return ledgers;
        ledgers.push_back({.key = std::string(query.text(0)),
                           .bytes = query.integer(1),
                           .steps = query.integer(2)});
    }
}

Result<PruneStep> pruneHistory(Database &writer, std::string_view modelKey, std::int64_t target,
                               DateTime now)
{
    return Pruner(writer, modelKey, target, now).run();
}

} // namespace syncline
