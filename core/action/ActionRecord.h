#pragma once

#include "core/action/NestedWrites.h"
#include "core/record/FieldVault.h"
#include "core/record/RecordTypes.h"
#include "core/script/ScriptHost.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace syncline {

/** Why a value does not fit: of field, model and the end of a sentence that begins with both. */
inline constexpr std::string_view wrongValue = "The field \"%1\" of %2 %3.";

/** What a record needs of its run; outlives it. */
struct RecordSources
{
    FieldVault *vault = nullptr; ///< Opens encrypted fields.
    /** The present value of a computed field; empty: it is null. */
    std::function<Result<Value>(const ModelDef &, RecordId, std::string_view)> computed{};
    /** The stored hash of a password; empty: there is none. */
    std::function<Result<std::string>(const ModelDef &, RecordId, std::string_view)> passwordHash{};
};

/**
 * A record under way in an action: its values now, when loaded, and when last
 * persisted (lua-api.md 3). Belongs to one run, used on its executor only.
 */
class ActionRecord final : public ScriptRecord
{
public:
    /** A new record with its model's defaults. */
    explicit ActionRecord(std::shared_ptr<const ModelDef> model);
    ActionRecord(std::shared_ptr<const ModelDef> model, RecordRow row, RecordSources sources = {});

    [[nodiscard]] const std::string &modelName() const override { return m_model->name; }
    [[nodiscard]] Result<Value> get(std::string_view field) const override;
    /** Of one set and not saved yet: whether it is that. */
    [[nodiscard]] Result<bool> isPassword(std::string_view field,
                                          std::string_view text) const override;
    Result<void> set(std::string_view field, Value value) override;
    [[nodiscard]] bool changed(std::string_view field, Since since) const override;
    [[nodiscard]] ValueObject changes(Since since) const override;
    void touch() override { m_touched = true; }
    void revertChanges() override;
    [[nodiscard]] ValueObject toObject() const override;

    [[nodiscard]] const ModelDef &model() const { return *m_model; }
    [[nodiscard]] RecordId id() const { return m_row.id; }
    [[nodiscard]] bool isNew() const { return m_row.id == RecordId{}; }
    [[nodiscard]] bool isTouched() const { return m_touched; }
    [[nodiscard]] bool isDeleted() const { return m_deleted; }
    [[nodiscard]] const RecordRow &row() const { return m_row; }
    /** The row as it was read or saved last. */
    [[nodiscard]] RecordRow persistedRow() const;
    /** What a save has to write: all set fields of a new record, else those
     * changed since persisted. */
    [[nodiscard]] ValueObject unsaved() const;
    /** What the database holds now; changes since loaded stay visible. */
    void persisted(RecordRow row);
    void deleted() { m_deleted = true; }
    /** What the next save does to related records; replaces what was asked of the same field. */
    void ask(const FieldDef &field, std::vector<NestedWrite> writes);
    [[nodiscard]] const std::vector<NestedWrite> &asked() const { return m_asked; }
    [[nodiscard]] std::vector<NestedWrite> takeAsked() { return std::exchange(m_asked, {}); }
    /** By a transition; nobody else sets a state. */
    void setState(const FieldDef &field, std::string state);
    /** The states that a transition changed and no save has written. */
    [[nodiscard]] ValueObject unsavedStates() const;
    void persistedStates();
    /** System fields and states from outside, which the next save writes as they are; not for
     * scripts. */
    void takeAsIs(const ValueObject &given);
    /** Of those the system fields. */
    [[nodiscard]] const ValueObject &givenSystem() const { return m_system; }
    /** The row as it may be shown: secrets as they are stored, never as they were set. */
    [[nodiscard]] RecordRow shownRow() const;

private:
    [[nodiscard]] const ValueObject &base(Since since) const
    {
        return since == Since::Loaded ? m_loaded : m_persisted;
    }
    std::shared_ptr<const ModelDef> m_model;
    RecordRow m_row;
    ValueObject m_loaded;
    ValueObject m_persisted;
    ValueObject m_system;
    ValueObject m_remote; ///< References set by the remote's raw id: field → {remoteId}.
    std::vector<NestedWrite> m_asked;
    RecordSources m_sources;
    bool m_touched = false;
    bool m_deleted = false;
};

/** The field that @p name means: itself, or the BelongsTo `x` for "xId".
 * nullptr: none. */
const FieldDef *fieldOfName(const ModelDef &model, std::string_view name);

} // namespace syncline
