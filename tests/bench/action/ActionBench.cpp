// Actions with Lua that share commits, against bare writers that share commits of the same size:
// each reads a record, changes a field of it, and leaves a line of history and of its run.
//   action_bench [ACTIONS]

#include "tests/scripting/support/FakeScope.h"
// In this order: moc stumbles over <compare>, which Clock.h reads first.
#include "core/base/Clock.h"
#include "scripting/runtime/ScriptRuntime.h"
#include "tests/bench/action/Bare.h"
#include "tests/bench/support/Report.h"
#include "tests/bench/support/Stopwatch.h"
#include "tests/support/ActionFixture.h"

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>

namespace {

using namespace syncline;
using namespace syncline::bench;

constexpr double limit = 1 / 0.5;
constexpr const char *effectFile = "models/product/raise/raise.lua";
constexpr const char *effect =
    "return function(ctx) ctx.record.price = ctx.record.price + 1; save(ctx.record) end";

/** A project with one model and one action of one effect in Lua. */
class Actions
{
public:
    Actions()
        : m_fixture({test::model("product", {test::field("title", FieldType::String),
                                             test::field("price", FieldType::Number)})})
    {
        m_sources.put(effectFile, effect);
        m_host = makeScriptHost({.clock = &m_clock, .random = &m_random, .sources = &m_sources},
                                {.workers = 1});
        auto raise = std::make_shared<ActionDef>();
        raise->name = "raise";
        raise->model = "product";
        raise->kind = ActionKind::Custom;
        EffectDef def;
        def.file = effectFile;
        raise->run.effects = {def};
        m_fixture.services.scripts = m_host.get();
        m_fixture.services.clock = &m_clock;
        m_fixture.services.committed = {};
        m_fixture.add(std::move(raise));
        fill();
    }

    Cost run(int actions)
    {
        m_left = actions;
        m_next = 0;
        const std::uint64_t before = m_fixture.store->writes().status().commits;
        const Stopwatch time;
        for (int i = 0; i < std::min(inFlight, actions); ++i)
            startNext(actions);
        std::unique_lock lock(m_mutex);
        m_done.wait(lock, [this] { return m_left == 0; });
        require(m_failure.empty(), m_failure);
        return {.cpu = time.cpu(),
                .wall = time.wall(),
                .commits = m_fixture.store->writes().status().commits - before};
    }
    [[nodiscard]] Store &store() { return *m_fixture.store; }
    [[nodiscard]] double price(std::int64_t id)
    {
        return m_fixture.stored("product", id, "price").asDouble();
    }

private:
    void fill()
    {
        auto transaction =
            m_fixture.store->writes().acquireBlocking({.label = "fill", .alone = true});
        require(transaction.ok(), "The store cannot be written.");
        const Result<void> made = transaction->database().exec(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
            std::to_string(records) +
            ") INSERT INTO m_product (id, created_at, updated_at, f_title, f_price) "
            "SELECT i, 1, 1, 'product ' || i, 10.5 FROM n");
        require(made.ok() && transaction->commitBlocking().ok(), "The records cannot be made.");
    }

    void startNext(int actions)
    {
        const std::lock_guard lock(m_mutex);
        if (m_next == actions)
            return;
        ActionCall call;
        call.action = "product.raise";
        call.id = std::to_string(m_next++ % records + 1);
        startAction(m_fixture.services, std::move(call), {},
                    [this, actions](const ActionOutcome &outcome) {
                        startNext(actions);
                        const std::lock_guard guard(m_mutex);
                        if (!outcome.success)
                            m_failure = outcome.errors.front().describe();
                        if (--m_left == 0)
                            m_done.notify_one();
                    });
    }

    SystemClock m_clock;
    SystemRandom m_random;
    FakeSources m_sources;
    std::unique_ptr<ScriptHost> m_host;
    test::ActionFixture m_fixture;
    std::mutex m_mutex;
    std::condition_variable m_done;
    int m_left = 0;
    int m_next = 0;
    std::string m_failure;
};

} // namespace

int main(int argc, char **argv)
{
    const int actions = std::max(1, argc > 1 ? std::atoi(argv[1]) : 50'000);
    const QTemporaryDir folder;
    Actions ours;
    ours.run(std::min(actions, 1'000)); // first uses
    const double before = ours.price(1);
    const Cost our = ours.run(actions);
    require(ours.price(1) == before + (actions + records - 1) / records, "An action did nothing.");
    // Commits of the same size: with 64 actions under way they mostly have 64 members, and 32 when
    // one half is written while the other waits for the disk.
    const double size = static_cast<double>(actions) / static_cast<double>(our.commits);
    const int members = std::clamp(static_cast<int>(size + 0.5), 1, inFlight);
    runBareGroups(ours.store(), std::min(actions, 1'000), members);
    const Cost bare = runBareGroups(ours.store(), actions, members);
    const Cost plain = runPlainLoop(folder.filePath(QStringLiteral("plain.sqlite")).toStdString(),
                                    actions, members);
    std::printf("%d actions, %.1f a commit; bare %.1f a commit\n", actions, size,
                static_cast<double>(actions) / static_cast<double>(bare.commits));
    report({.what = "action with Lua, CPU",
            .unit = "µs",
            .raw = bare.cpu * 1e6 / actions,
            .ours = our.cpu * 1e6 / actions,
            .limit = limit});
    report({.what = "action with Lua, wall",
            .unit = "µs",
            .raw = bare.wall * 1e6 / actions,
            .ours = our.wall * 1e6 / actions,
            .limit = limit});
    std::printf("  one thread alone, by hand: %.2f µs CPU, %.2f µs wall\n",
                plain.cpu * 1e6 / actions, plain.wall * 1e6 / actions);
    return 0;
}
