#pragma once

#include "core/action/EditRun.h"
#include "core/engine/Asks.h"
#include "core/engine/Edits.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

namespace syncline {

/** What the desk asks of the engine around it; outlives it. Thread-safe. */
struct EditServices
{
    ActionServices *actions = nullptr;
    Asks *asks = nullptr;
    std::function<Result<void>()> writable;
    /** Registers a run, so that it can be cancelled and is listed. */
    std::function<std::stop_token(const RunInfo &)> beginRun;
    std::function<void(RunId)> endRun;
    std::function<void(const RunInfo &)> runChanged;
    std::function<Result<RunInfo>(RunId)> findRun;
};

/** Edits on real parts. */
class EditDesk final : public Edits
{
public:
    explicit EditDesk(EditServices services);

    QFuture<Result<EditOutcome>> apply(EditRequest request) override;
    QFuture<Result<BulkPreview>> previewBulk(BulkEdit edit, int rows) override;
    QFuture<Result<RunId>> startBulk(BulkEdit edit) override;
    QFuture<Result<BulkReport>> bulkReport(RunId run) override;

private:
    void beginApply(EditRequest request, const Answer<EditOutcome> &answer);
    Result<RunId> beginBulk(BulkEdit edit);
    Result<std::shared_ptr<const ModelDef>> modelFor(const BulkEdit &edit) const;
    Result<BulkPreview> preview(const BulkEdit &edit, int rows, const std::stop_token &stop) const;
    [[nodiscard]] RunInfo newRun(const std::string &subject, const ValueObject &trigger) const;
    void keepFailure(RunId run, const RecordEdit &edit, const EditResult &result);

    const EditServices m_services;
    std::mutex m_mutex;                                   ///< Guards the following.
    std::map<RunId, std::vector<EditFailure>> m_failures; ///< Of the newest bulk runs.
};

} // namespace syncline
