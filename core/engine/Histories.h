#pragma once

#include "core/base/Result.h"
#include "core/record/HistoryTypes.h"

#include <QFuture>

#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** RunInfo::mode of an edit that is a restore. */
inline constexpr std::string_view restoreMode = "restore";

/**
 * What became of records, and bringing it back: Engine::histories(). Asynchronous and thread-safe
 * like the Engine.
 *
 * A restore is a run (an Edit in restoreMode): follow and cancel it like any other; records go in
 * batches, each in a transaction of its own. It asks no action and no permission, and validations
 * warn without refusing; what the database itself holds (types, uniqueness) stays.
 */
class Histories
{
public:
    virtual ~Histories() = default;

    /** A record's time line, also of one that is deleted. */
    virtual QFuture<Result<HistoryPage>> timeline(HistoryQuery query) = 0;
    /** One change whole, of which the time line told the beginning. */
    virtual QFuture<Result<HistoryChange>> change(std::string model, RecordId record,
                                                  std::int64_t entry, std::string key) = 0;
    virtual QFuture<Result<DeletedPage>> deleted(DeletedQuery query) = 0;

    /** Nothing is written. */
    virtual QFuture<Result<RestorePreview>> previewRestore(RestoreRequest request) = 0;
    /** Answers when it is done. */
    virtual QFuture<Result<RestoreOutcome>> restore(RestoreRequest request) = 0;

    /** Of every model that has a history. Cheap: sizes are counted as they grow. */
    virtual QFuture<Result<std::vector<HistorySize>>> sizes() = 0;
};

} // namespace syncline
