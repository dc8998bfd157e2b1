#pragma once

#include "core/action/ActionRecord.h"
#include "core/action/ActionTypes.h"
#include "core/action/NestedWrites.h"
#include "core/action/RunCore.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace syncline {

/**
 * Carries out what one save asks of the relationships of its record, by actions of the related
 * models inside the save's transaction. Lives for one save, on the run's executor.
 */
class RelationshipWriter
{
public:
    /** Runs an action that stands at this path of the record. */
    using Run = std::function<Task<ActionOutcome>(ActionCall, std::string)>;
    /** @p base names the record in messages: "quiz". */
    RelationshipWriter(RunCore &core, Run run, ActionRecord &record, std::string base,
                       std::vector<NestedWrite> writes);

    /** What the record belongs to: before it is written. Sets the references. */
    Task<Result<void>> writeTargets();
    /** Everything else: after it. */
    Task<Result<void>> writeRest();

    /** What is wrong with fields of related records; the rest was tried nevertheless. An Error of
     * the functions is about something else, and ends the save. */
    [[nodiscard]] PathErrors &errors() { return m_errors; }
    /** Whether an error of the record's own @p field is only the echo of one in what it links. */
    [[nodiscard]] bool isEcho(std::string_view field) const;

private:
    using Row = std::optional<RecordRow>;

    Task<Result<void>> writeTarget(NestedWrite &write);
    Task<Result<void>> writeOne(const NestedWrite &write);
    Task<Result<void>> writeHasOne(const NestedWrite &write);
    Task<Result<void>> writeHasMany(const NestedWrite &write);
    Task<Result<void>> writeThrough(const NestedWrite &write);
    Task<Result<void>> converge(const NestedWrite &write);
    Task<Result<void>> removeUnwanted(const NestedWrite &write);

    Task<Result<void>> createOwned(const NestedWrite &write);
    Task<Result<void>> createLinked(const NestedWrite &write);
    /** Sets or clears to whom the record @p id belongs, by its update action. */
    Task<Result<void>> setOwner(const NestedWrite &write, std::string id, Value owner);
    /** HasOne: whatever else is linked no longer is. */
    Task<Result<void>> unlinkOthers(const NestedWrite &write);
    Task<Result<void>> link(const NestedWrite &write, std::string id);
    Task<Result<void>> unlink(const NestedWrite &write, std::string id);
    /** Runs an action for @p write; the record that it left, if any. */
    Task<Result<Row>> run(const NestedWrite &write, std::string action, std::string id,
                          ValueObject params);
    /** The same when what it left does not matter. */
    Task<Result<void>> runOnly(const NestedWrite &write, std::string action, std::string id,
                               ValueObject params);

    /** Ids of the records that the field lists now. */
    Result<std::vector<RecordId>> present(const FieldDef &field);
    Result<bool> belongs(const FieldDef &field, const std::string &id);
    Result<void> checkBelongs(const FieldDef &field, const std::string &id);
    Result<std::vector<RecordId>> joinRows(const FieldDef &field, const std::string &id);
    /** Keeps what is wrong with fields, and says the place of anything else. */
    Result<void> settle(const NestedWrite &write, Result<void> done);
    [[nodiscard]] std::string self() const;

    RunCore &m_core;
    const Run m_run;
    ActionRecord &m_record;
    const std::string m_base;
    std::vector<NestedWrite> m_writes;
    PathErrors m_errors;
};

} // namespace syncline
