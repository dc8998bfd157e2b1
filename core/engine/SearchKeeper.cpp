#include "core/engine/SearchKeeper.h"

#include "core/record/bulk/ReferenceLinks.h"
#include "core/record/search/SearchBuild.h"

namespace syncline {

namespace {

constexpr std::int64_t rowsAStep = 1000;
/** How long the lease is held while nobody waits for it: not every step needs a commit. */
constexpr std::chrono::milliseconds longestHold{150};

} // namespace

SearchKeeper::SearchKeeper(Services services, Delays delays)
    : m_services(std::move(services)),
      m_delays(delays),
      m_worker(std::make_unique<Worker>("search"))
{
}

SearchKeeper::~SearchKeeper()
{
    close();
}

void SearchKeeper::close()
{
    m_stop.request_stop();
    std::unique_ptr<Worker> worker;
    {
        const std::lock_guard lock(m_mutex);
        worker.swap(m_worker);
    }
}

void SearchKeeper::searched(const std::string &model)
{
    note(model, Cause::Searched);
}

void SearchKeeper::changed(const std::string &model)
{
    note(model, Cause::Changed);
}

void SearchKeeper::note(const std::string &model, Cause cause)
{
    const std::lock_guard lock(m_mutex);
    if (!m_worker || !m_noted.insert(model + (cause == Cause::Searched ? "?" : "!")).second)
        return;
    m_worker->postAfter(cause == Cause::Searched ? m_delays.asked : m_delays.changed,
                        [this, model, cause] { keep(model, cause); });
}

void SearchKeeper::keep(const std::string &model, Cause cause)
{
    {
        const std::lock_guard lock(m_mutex);
        m_noted.erase(model + (cause == Cause::Searched ? "?" : "!"));
    }
    const Result<void> done = work(model, cause);
    if (!done && !done.error().is(errc::cancelled) && !m_stop.stop_requested())
        m_services.log("The search index of " + model + " could not be kept: " +
                       done.error().message() + " Searches go on without it.");
}

Result<void> SearchKeeper::finish(const std::string &model)
{
    return work(model, Cause::Searched);
}

Result<bool> SearchKeeper::isDue(const ModelDef &model, Cause cause)
{
    const ModelTable table(model);
    bool damaged = false;
    {
        SYNCLINE_TRY(const Store::Reader reader, m_services.store->reader(m_stop.get_token()));
        SYNCLINE_TRY(const bool loading, isLoading(reader.database(), model.storageKey));
        if (loading)
            return false; // the end of the sync tells that records changed
        SYNCLINE_TRY(const SearchState state, searchState(reader.database(), table));
        if (state == SearchState::None)
            return cause == Cause::Searched ? deservesSearchIndex(reader.database(), table)
                                            : Result<bool>(false);
        if (state != SearchState::Ready)
            return true;
        bool look = false;
        {
            const std::lock_guard lock(m_mutex);
            look = m_checked.insert(model.storageKey).second;
        }
        if (look) {
            SYNCLINE_TRY(const auto faults, checkSearchIndex(reader.database(), table));
            damaged = !faults.empty();
        }
    }
    if (damaged) {
        m_services.log("The search index of " + model.name +
                       " is damaged; it is built anew from the records.");
        SYNCLINE_TRY(
            auto transaction,
            m_services.store->writes().acquireBlocking(
                {.label = "search index of " + model.name, .alone = true}, m_stop.get_token()));
        SYNCLINE_CHECK(dropSearchIndex(transaction.database(), model.storageKey));
        SYNCLINE_CHECK(transaction.commitBlocking());
    }
    return true;
}

Result<void> SearchKeeper::work(const std::string &model, Cause cause)
{
    for (bool first = true; !m_stop.stop_requested(); first = false) {
        // Each step asks for the model as it is then.
        const std::shared_ptr<const ModelDef> def = m_services.model(model);
        if (!def)
            return {};
        if (first) {
            SYNCLINE_TRY(const bool due, isDue(*def, cause));
            if (!due)
                return {};
        }
        SYNCLINE_TRY(auto transaction,
                     m_services.store->writes().acquireBlocking(
                         {.label = "search index of " + model, .alone = true}, m_stop.get_token()));
        const auto begun = std::chrono::steady_clock::now();
        bool done = false;
        do {
            SYNCLINE_TRY(done,
                         stepSearchIndex(transaction.database(), ModelTable(*def), rowsAStep));
        } while (!done && !m_stop.stop_requested() &&
                 m_services.store->writes().status().waiting == 0 &&
                 std::chrono::steady_clock::now() - begun < longestHold);
        SYNCLINE_CHECK(transaction.commitBlocking());
        if (done)
            return {};
    }
    return {};
}

} // namespace syncline
