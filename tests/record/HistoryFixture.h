#pragma once

#include "tests/record/IngestFixture.h"

#include "core/record/RunTable.h"
#include "core/record/history/HistoryPruning.h"
#include "core/record/history/RecordRestore.h"
#include "core/record/history/Timeline.h"

#include "tests/support/StdToString.h"

#include <algorithm>

namespace syncline::test {

inline constexpr std::int64_t day = 24LL * 60 * 60 * 1000;

/** What of a row belongs to a version. */
inline ValueObject versionOf(ValueObject row)
{
    for (const char *column : {"updated_at", "_digest", "_remote_version"})
        row.remove(column);
    return row;
}

inline bool same(const ValueObject &a, const ValueObject &b)
{
    return a.size() == b.size() && std::ranges::all_of(a, [&](const auto &member) {
               return member.second.identicalTo(b.at(member.first));
           });
}

inline RecordRow rowWith(RecordId id)
{
    RecordRow row;
    row.id = id;
    return row;
}

inline std::string shown(const ValueObject &row)
{
    return json::write(row);
}

/** Writes of products by all ways, and what the history tells of them. */
class HistoryFixture : public IngestTest
{
protected:
    RecordRow update(const RecordRow &row, const ValueObject &fields, int run = 2,
                     bool internal = false)
    {
        m_fixture->now.ms += 1000;
        return m_fixture->write([&](Database &database) {
            return must(RecordWriter(database, *m_product, {RunId{run}, m_fixture->now})
                            .update(row.id, fields, internal));
        });
    }
    void remove(const RecordRow &row, int run = 3)
    {
        m_fixture->now.ms += 1000;
        m_fixture->write([&](Database &database) {
            must(RecordWriter(database, *m_product, {RunId{run}, m_fixture->now}).remove(row.id));
        });
    }
    HistoryPage timeline(RecordId id, int limit = 50, std::int64_t before = 0)
    {
        must(RunTable::open(m_fixture->store()));
        return m_fixture->read([&](Database &database) {
            return must(
                readTimeline(database, *m_product,
                             {.model = "product", .record = id, .before = before, .limit = limit}));
        });
    }
    RestorePlan plan(RecordId id, std::optional<std::int64_t> entry = {},
                     const std::vector<std::string> &fields = {})
    {
        return m_fixture->read([&](Database &database) {
            return must(RecordRestore(database, *m_product, nullptr).plan(id, entry, fields));
        });
    }
    RestorePlan restore(RecordId id, std::optional<std::int64_t> entry = {},
                        const std::vector<std::string> &fields = {})
    {
        m_fixture->now.ms += 1000;
        return m_fixture->write([&](Database &database) {
            RecordRestore restore(database, *m_product, nullptr);
            RestorePlan plan = must(restore.plan(id, entry, fields));
            if (!plan.isUnchanged() && !plan.isRefused()) {
                must(restore.carryOut(plan, {.run = RunId{9}, .now = m_fixture->now}));
                must(restore.finish());
            }
            return plan;
        });
    }
    ValueObject row(RecordId id)
    {
        return m_fixture->read([&](Database &database) {
            const ModelTable table(*m_product);
            return must(wholeRow(database, table, id)).value_or(ValueObject());
        });
    }
    std::int64_t countedBytes()
    {
        return m_fixture->scalar("SELECT history_bytes FROM _model WHERE key = 'm_product'")
            .asInt();
    }
    void applyProduct(const std::function<void(ModelDef &)> &change)
    {
        ModelDef changed = *m_product;
        change(changed);
        m_ingest.reset();
        m_product = share(changed);
        m_fixture->apply({m_maker, m_product});
    }
    PruneStep pruneAll(std::int64_t target)
    {
        PruneStep all;
        for (;;) {
            const PruneStep step = m_fixture->write([&](Database &database) {
                return must(pruneHistory(database, "m_product", target, m_fixture->now));
            });
            all.removed += step.removed;
            if (step.isDone)
                return all;
        }
    }
};

} // namespace syncline::test
