#include "scripting/runtime/ScriptRuntime.h"

#include "scripting/binding/Binding.h"
#include "scripting/connector/RateLimiters.h"
#include "scripting/runtime/LuaSession.h"
#include "scripting/runtime/NoScope.h"
#include "scripting/runtime/ScriptCheck.h"
#include "scripting/runtime/Watchdog.h"

#include <algorithm>
#include <future>
#include <thread>

namespace syncline {

namespace {

constexpr std::chrono::milliseconds describeLimit{2'000};

class ScriptRuntime final : public ScriptHost
{
public:
    ScriptRuntime(const ScriptServices &services, const ScriptRuntimeOptions &options)
        : m_pool(options.prepareTest)
    {
        StateContext::installSignal();
        int count = options.workers;
        if (count <= 0)
            count = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 4);
        for (int i = 0; i < count; ++i)
            m_slots.push_back(std::make_unique<WorkerSlot>("script " + std::to_string(i + 1)));
        m_watchdog = std::make_unique<Watchdog>(options.grace);
        m_shared = {services, &m_pool, m_watchdog.get(), &m_limiters};
    }

    std::unique_ptr<ScriptSession> openSession(RunScope &scope, ScriptLimits limits) override
    {
        return std::make_unique<LuaSession>(m_shared, scope, std::move(limits), leastBusy());
    }

    Result<ConnectorInfo> describeConnector(const std::string &file) override
    {
        NoScope scope;
        LuaSession session(m_shared, scope,
                           {.timeout = describeLimit, .timeoutCode = std::string(errc::timeout)},
                           slotForBlocking());
        std::promise<Result<ConnectorInfo>> answer;
        std::future<Result<ConnectorInfo>> done = answer.get_future();
        spawn<Result<ConnectorInfo>>(
            session.executor(), session.describe(file),
            [&answer](Result<ConnectorInfo> info) { answer.set_value(std::move(info)); });
        return done.get();
    }

    std::vector<ScriptProblem> check(std::string_view chunkName, std::string_view source) override
    {
        return checkScript(chunkName, source);
    }

    [[nodiscard]] const std::vector<ApiEntry> &apiEntries() const override { return m_entries; }

private:
    static std::vector<ApiEntry> entries()
    {
        std::vector<ApiEntry> all;
        for (const Module *module : allModules()) {
            for (const Binding &binding : module->bindings) {
                const std::string_view signature = binding.signature;
                all.push_back({std::string(signature.substr(0, signature.find('('))),
                               binding.signature, binding.summary, binding.errors,
                               binding.example});
            }
        }
        return all;
    }

    WorkerSlot &leastBusy()
    {
        return **std::min_element(m_slots.begin(), m_slots.end(), [](const auto &a, const auto &b) {
            return a->load() < b->load();
        });
    }

    /** Never the caller's own thread, which is going to wait. */
    WorkerSlot &slotForBlocking()
    {
        const std::lock_guard lock(m_blockingMutex);
        if (!m_blockingSlot)
            m_blockingSlot = std::make_unique<WorkerSlot>("script forms");
        return *m_blockingSlot;
    }

    StatePool m_pool;
    RateLimiters m_limiters;
    std::vector<std::unique_ptr<WorkerSlot>> m_slots;
    std::mutex m_blockingMutex;
    std::unique_ptr<WorkerSlot> m_blockingSlot;
    std::unique_ptr<Watchdog> m_watchdog;
    SessionServices m_shared;
    const std::vector<ApiEntry> m_entries = entries();
};

} // namespace

std::unique_ptr<ScriptHost> makeScriptHost(const ScriptServices &services,
                                           ScriptRuntimeOptions options)
{
    return std::make_unique<ScriptRuntime>(services, options);
}

} // namespace syncline
