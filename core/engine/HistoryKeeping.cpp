#include "core/base/TextSafe.h"
#include "core/base/Time.h"
#include "core/engine/HistoryDesk.h"
#include "core/project/HistoryBudget.h"

#include <algorithm>
#include <utility>

// Sizes of histories, and keeping them within their budgets.

namespace syncline {

namespace {

/** So that a history at its limit is not pruned again with every write. */
std::int64_t targetOf(std::int64_t budget)
{
    return budget - budget / 10;
}

/** Others get the lease between two steps, and the disk its rest. */
constexpr std::chrono::milliseconds betweenSteps{20};
/** After a change, until sizes are looked at: they are looked at once for many changes. */
constexpr std::chrono::milliseconds untilLook{2'000};
constexpr std::chrono::milliseconds atTheEnd{500};

} // namespace

QFuture<Result<std::vector<HistorySize>>> HistoryDesk::sizes()
{
    return m_services.asks->ask<std::vector<HistorySize>>(
        [this](std::stop_token stop) { return sizesNow(stop); });
}

Result<std::vector<HistorySize>> HistoryDesk::sizesNow(const std::stop_token &stop)
{
    SYNCLINE_TRY(Store::Reader reader, m_services.store->reader(stop));
    SYNCLINE_TRY(const std::vector<HistoryLedger> ledgers, historyLedgers(reader.database()));
    const ProjectPtr files = m_services.files();
    std::vector<HistorySize> sizes;
    for (const HistoryLedger &ledger : ledgers) {
        const auto found = std::ranges::find_if(
            files->models, [&](const ModelPtr &model) { return model->storageKey == ledger.key; });
        const ModelDef *model = found == files->models.end() ? nullptr : found->get();
        sizes.push_back({.model = model != nullptr ? model->name : ledger.key,
                         .key = ledger.key,
                         .bytes = ledger.bytes,
                         .steps = ledger.steps,
                         .budget = historyBudget(*files, model)});
    }
    return sizes;
}

/** The histories that are pruned now, one step after the other. */
struct HistoryDesk::Pruning
{
    std::vector<HistorySize> models; ///< The last is being pruned.
    std::int64_t removed = 0;
    std::int64_t bytes = 0;
    DateTime newest;

    void add(const PruneStep &step)
    {
        removed += step.removed;
        bytes += step.bytes;
        newest = std::max(newest, step.newest);
    }
};

void HistoryDesk::considerPruning()
{
    if (!m_services.writable())
        return;
    const std::lock_guard lock(m_mutex);
    if (!m_worker)
        return;
    m_looksAgain = m_isPruning;
    if (std::exchange(m_isPruning, true))
        return;
    m_worker->postAfter(untilLook, [this] { beginPruning(); });
}

void HistoryDesk::beginPruning()
{
    auto pruning = std::make_shared<Pruning>();
    pruning->models = outgrown(m_stop.get_token());
    prune(pruning);
}

std::vector<HistorySize> HistoryDesk::outgrown(const std::stop_token &stop)
{
    Result<std::vector<HistorySize>> sizes = sizesNow(stop);
    if (!sizes)
        return {};
    std::erase_if(
        *sizes, [](const HistorySize &size) { return !size.budget || size.bytes <= *size.budget; });
    return std::move(*sizes);
}

Result<PruneStep> HistoryDesk::pruneStep(const HistorySize &size, const std::stop_token &stop)
{
    SYNCLINE_TRY(WriteTransaction transaction, m_services.store->writes().acquireBlocking(
                                                   {.label = "history of " + size.model}, stop));
    SYNCLINE_TRY(const PruneStep done,
                 pruneHistory(transaction.database(), size.key, targetOf(*size.budget),
                              m_services.clock->now()));
    SYNCLINE_CHECK(transaction.commitBlocking());
    return done;
}

/** A program that opens a project for one command never sits idle: it prunes as it ends. */
void HistoryDesk::pruneBriefly()
{
    const auto end = m_services.clock->steady() + atTheEnd;
    for (const HistorySize &size : outgrown({})) {
        Pruning pruning;
        pruning.models.push_back(size);
        while (m_services.clock->steady() < end) {
            const Result<PruneStep> step = pruneStep(size, {});
            if (!step)
                break;
            pruning.add(*step);
            if (step->isDone)
                break;
        }
        endPruning(pruning);
    }
}

void HistoryDesk::prune(const std::shared_ptr<Pruning> &pruning)
{
    if (pruning->models.empty() || m_stop.stop_requested()) {
        const std::lock_guard lock(m_mutex);
        m_isPruning = m_worker && std::exchange(m_looksAgain, false);
        if (m_isPruning)
            m_worker->postAfter(untilLook, [this] { beginPruning(); });
        return;
    }
    const HistorySize &size = pruning->models.back();
    const Result<PruneStep> step = pruneStep(size, m_stop.get_token());
    if (step) {
        pruning->add(*step);
    } else if (!step.error().is(errc::cancelled) && !step.error().is(errc::restart)) {
        m_services.log(LogLevel::Warn,
                       "The history of " + size.model +
                           " could not be pruned: " + step.error().message(),
                       {{"code", step.error().code}});
    }
    const bool again = !step && step.error().is(errc::restart);
    if (!again && (!step || step->isDone)) {
        endPruning(*pruning);
        pruning->models.pop_back();
        pruning->removed = pruning->bytes = 0;
        pruning->newest = {};
    }
    const std::lock_guard lock(m_mutex);
    if (m_worker)
        m_worker->postAfter(betweenSteps, [this, pruning] { prune(pruning); });
}

void HistoryDesk::endPruning(const Pruning &pruning)
{
    if (pruning.removed == 0)
        return; // all of it has to be kept
    const HistorySize &size = pruning.models.back();
    m_services.log(LogLevel::Info,
                   "The history of " + size.model + " was over its budget of " +
                       text::humanSize(static_cast<std::uint64_t>(*size.budget)) + ": " +
                       std::to_string(pruning.removed) + " old changes (" +
                       text::humanSize(static_cast<std::uint64_t>(pruning.bytes)) +
                       "), made until " + iso::format(pruning.newest) + ", were removed.",
                   {{"model", size.model}, {"removed", pruning.removed}, {"bytes", pruning.bytes}});
}

} // namespace syncline
