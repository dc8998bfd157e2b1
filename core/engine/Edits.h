#pragma once

#include "core/action/EditTypes.h"
#include "core/base/Result.h"

#include <QFuture>

namespace syncline {

/**
 * Edits by hand of many records at once: Engine::edits(). Asynchronous and thread-safe like the
 * Engine.
 *
 * Everything goes through the models' create, update and delete actions, as one run of kind Edit:
 * follow it by Engine::runChanged, cancel it by Engine::cancelRun; what was committed before stays.
 */
class Edits
{
public:
    virtual ~Edits() = default;

    /** Answers at the end. What could not be applied is in the results; an Error means that nothing
     * was begun. At most maxEdits. */
    virtual QFuture<Result<EditOutcome>> apply(EditRequest request) = 0;

    /** How many records it is about, and what the first @p rows would become. */
    virtual QFuture<Result<BulkPreview>> previewBulk(BulkEdit edit, int rows) = 0;
    /** Answers as soon as the run exists. Records that come to the filter later stay as they are.
     */
    virtual QFuture<Result<RunId>> startBulk(BulkEdit edit) = 0;
    /** Of one that runs or has ended since the project was opened. */
    virtual QFuture<Result<BulkReport>> bulkReport(RunId run) = 0;

    static constexpr std::size_t maxEdits = 10'000;
};

} // namespace syncline
