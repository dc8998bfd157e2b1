#pragma once

#include "core/base/Ids.h"
#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/model/ModelDef.h"
#include "core/record/RecordTypes.h"
#include "core/store/Database.h"

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace syncline {

/**
 * The code of one model, for the rows of one import: its create and update actions and its
 * validations. Stated here and implemented above (core/action), because this floor knows no
 * actions. Used on one thread, which it blocks; what its calls answer is the row's own affair but
 * for SYNC_CANCELLED and what the store cannot do.
 */
class RowCode
{
public:
    virtual ~RowCode() = default;

    /** Runs @p work in a transaction; behind its durable commit follow the success effects of the
     * rows in it. Never asked of a trial. */
    virtual Result<void> inTransaction(const std::function<Result<void>(Database &)> &work) = 0;
    /** @p fields as RecordWriter takes them; system fields and states are kept as they are given.
     */
    virtual Result<RecordRow> create(const ValueObject &fields, std::int64_t row) = 0;
    virtual Result<RecordRow> update(const RecordRow &before, const ValueObject &fields,
                                     std::int64_t row) = 0;
    /** What people should know about how the rows were treated. */
    [[nodiscard]] virtual std::vector<std::string> notes() const = 0;
};

/** Whose rows they are. */
struct RowCodeRequest
{
    std::shared_ptr<const ModelDef> model;
    RunId run = noRun;
    std::string file; ///< For ctx.trigger.
    std::stop_token stop;
    /** A trial in this scratch database: preconditions and validations run, effects do not. */
    Database *trial = nullptr;
    /** Of a trial: how long all its scripts may take; then it goes on without them. 0: any time. */
    std::chrono::milliseconds patience{0};
};

/** nullptr: the model has no code, and its rows are written natively. */
using OpenRowCode = std::function<std::unique_ptr<RowCode>(RowCodeRequest)>;

} // namespace syncline
