#pragma once

#include "core/base/Result.h"
#include "core/record/HistoryTypes.h"
#include "core/record/RecordWriter.h"
#include "core/record/history/RecordState.h"

#include <optional>
#include <string>
#include <vector>

namespace syncline {

/** What is to be written for one record, and what is to be said of it. */
struct RestorePlan
{
    struct Step
    {
        std::string column;
        Value before;
        Value after;
    };
    RestoredRecord shown;
    std::vector<Step> steps;
    ValueObject row;         ///< Of a deleted record: all that it will hold.
    bool isComplete = true;  ///< Nothing is left out.
    std::int64_t newest = 0; ///< RecordVersion::newest.

    [[nodiscard]] bool isRefused() const { return shown.has(RestoreNote::Level::Record); }
    [[nodiscard]] bool isUnchanged() const { return !shown.wasDeleted && steps.empty(); }
};

/**
 * Brings versions of one model's records back. Like the internal API it asks no action and no
 * permission. Validations warn and do not refuse: what was stored may come back also when a rule
 * was added since ("check" lists it then). What the database itself holds stays: every value fits
 * the field as it is now, what is unique stays so, and a column that is not there is never written.
 */
class RecordRestore
{
public:
    /** @p model must outlive it; @p vault for files and encrypted fields. */
    RecordRestore(Database &database, const ModelDef &model, FieldVault *vault);

    /** Reads only. Errors: those of recordVersion(), and SYNC_INVALID_INPUT for @p fields. */
    Result<RestorePlan> plan(RecordId id, std::optional<std::int64_t> entry,
                             const std::vector<std::string> &fields);
    /** Writes a plan that was made in the same transaction, as one entry of the history. */
    Result<void> carryOut(const RestorePlan &plan, const WriteOrigin &origin);
    /** Once after the last record: references that waited for them. */
    Result<void> finish();

private:
    struct Target;
    Result<void> planFields(Target &target);
    Result<void> planSystem(Target &target);
    Result<std::optional<Value>> fit(const FieldColumn &column, const Value &raw, Target &target);
    Result<void> planReference(const FieldColumn &column, Target &target);
    Result<void> checkUnique(Target &target);
    Result<void> checkRemoteId(Target &target);
    void warn(Target &target) const;
    void build(Target &target) const;
    [[nodiscard]] Error unknownField(const std::string &name) const;
    Result<void> update(const RestorePlan &plan, const WriteOrigin &origin);
    Result<void> insert(const RestorePlan &plan, const WriteOrigin &origin);

    Database &m_database;
    ModelTable m_table;
    FieldVault *m_vault;
    bool m_hasWritten = false;
};

} // namespace syncline
