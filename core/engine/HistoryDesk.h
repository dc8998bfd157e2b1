#pragma once

#include "core/base/Clock.h"
#include "core/base/Worker.h"
#include "core/engine/Asks.h"
#include "core/engine/Histories.h"
#include "core/log/LogTypes.h"
#include "core/project/ProjectDef.h"
#include "core/record/RunTable.h"
#include "core/record/history/HistoryPruning.h"
#include "core/record/history/RecordRestore.h"
#include "core/store/Store.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace syncline {

class FieldVault;

/** What the desk asks of the engine around it; outlives it. Thread-safe. */
struct HistoryServices
{
    Store *store = nullptr;
    RunTable *runs = nullptr;
    const Clock *clock = nullptr;
    FieldVault *vault = nullptr;
    Asks *asks = nullptr;
    /** The project with the models that the database has. */
    std::function<ProjectPtr()> project;
    /** The project as its files say, for budgets. */
    std::function<ProjectPtr()> files;
    std::function<Result<void>()> writable;
    /** Registers a run, so that it can be cancelled and is listed. */
    std::function<std::stop_token(const RunInfo &)> beginRun;
    std::function<void(RunId)> endRun;
    std::function<void(const RunInfo &)> runChanged;
    std::function<void(const std::string &model, const std::vector<std::int64_t> &ids, RunId run)>
        recordsChanged;
    /** A line of the log about the history of a model. */
    std::function<void(LogLevel level, std::string text, ValueObject fields)> log;
};

/**
 * Histories on real parts. Restores and the pruning of histories have a thread of their own:
 * neither lets a reader wait, and of the write lease each takes little at a time.
 */
class HistoryDesk final : public Histories
{
public:
    explicit HistoryDesk(HistoryServices services);
    ~HistoryDesk() override;
    /** Waits for what runs, whose stop was requested; afterwards nothing new begins. Histories that
     * were about to be pruned are, for half a second. */
    void close();

    /** Records changed: looks soon whether a history has outgrown its budget. */
    void considerPruning();

    QFuture<Result<HistoryPage>> timeline(HistoryQuery query) override;
    QFuture<Result<HistoryChange>> change(std::string model, RecordId record, std::int64_t entry,
                                          std::string key) override;
    QFuture<Result<DeletedPage>> deleted(DeletedQuery query) override;
    QFuture<Result<RestorePreview>> previewRestore(RestoreRequest request) override;
    QFuture<Result<RestoreOutcome>> restore(RestoreRequest request) override;
    QFuture<Result<std::vector<HistorySize>>> sizes() override;
    /** sizes() at once, for the doctor. */
    Result<std::vector<HistorySize>> sizesNow(const std::stop_token &stop);

private:
    struct Restoring;
    struct Pruning;
    using ModelPtr = std::shared_ptr<const ModelDef>;
    template <typename T>
    QFuture<Result<T>>
    read(std::string model,
         std::function<Result<T>(Database &, const ModelDef &, const std::stop_token &)> question);
    [[nodiscard]] Result<ModelPtr> modelOf(const std::string &name) const;
    Result<std::vector<RecordId>> recordsOf(const RestoreRequest &request, const ModelDef &model,
                                            const std::stop_token &stop);
    Result<RestorePreview> preview(const RestoreRequest &request, const std::stop_token &stop);
    Result<RestoreOutcome> perform(const RestoreRequest &request);
    Result<void> restoreAll(Restoring &restoring);
    Result<void> restoreBatch(Restoring &restoring, std::size_t first, std::size_t last);
    Result<void> checkToken(const Restoring &restoring, Database &writer);
    Result<void> restoreRecords(Restoring &restoring, Database &writer,
                                std::span<const RecordId> records, const WriteOrigin &origin);
    Result<void> restoreRecord(Restoring &restoring, RecordRestore &restore,
                               const RestorePlan &plan, const WriteOrigin &origin);
    /** False after close(). */
    bool post(std::function<void()> work);
    void beginPruning();
    void prune(const std::shared_ptr<Pruning> &pruning);
    void endPruning(const Pruning &pruning);
    Result<PruneStep> pruneStep(const HistorySize &size, const std::stop_token &stop);
    void pruneBriefly();
    /** Those over their budget. */
    std::vector<HistorySize> outgrown(const std::stop_token &stop);

    const HistoryServices m_services;
    std::stop_source m_stop;
    std::mutex m_mutex; ///< Guards the following.
    std::unique_ptr<Worker> m_worker;
    bool m_isPruning = false; ///< Under way, or about to be.
    bool m_looksAgain = false;
};

} // namespace syncline
