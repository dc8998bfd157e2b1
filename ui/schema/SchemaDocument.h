#pragma once

#include "core/engine/Engine.h"
#include "core/engine/Schemas.h"
#include "ui/schema/SchemaProblem.h"

#include <QObject>
#include <QTimer>
#include <QUndoStack>

#include <optional>
#include <string>
#include <vector>

namespace syncline::ui {

/**
 * One model while it is edited. Edits are steps that can be undone and stay here until they are
 * applied as one change; what that change would do is asked for shortly after each. Window thread
 * only.
 */
class SchemaDocument final : public QObject
{
    Q_OBJECT

public:
    enum class Origin : unsigned char { Project, New };
    SchemaDocument(Engine *engine, std::string name, Origin origin, QObject *parent);
    ~SchemaDocument() override;

    /** nullptr: the project has no such model (any more). */
    [[nodiscard]] const ModelDef *model() const { return m_state ? &m_state->model : nullptr; }
    [[nodiscard]] const SchemaState *state() const { return m_state ? &*m_state : nullptr; }
    /** As the project has it; nullptr: it is new. */
    [[nodiscard]] const ModelDef *base() const { return m_base ? &m_base->model : nullptr; }
    [[nodiscard]] ProjectPtr project() const { return m_engine->project(); }
    [[nodiscard]] Engine *engine() const { return m_engine; }
    [[nodiscard]] const ModelDef *findModel(std::string_view name) const;
    /** Names of all models, this one under its new name. */
    [[nodiscard]] std::vector<std::string> modelNames() const;
    [[nodiscard]] bool isModified() const;
    [[nodiscard]] bool isEditable() const { return !m_engine->isReadOnly() && !m_isApplying; }
    [[nodiscard]] bool isApplying() const { return m_isApplying; }
    [[nodiscard]] QUndoStack *steps() { return &m_steps; }

    /** Takes @p next as one step. Steps that follow each other with the same @p typing are one. */
    void change(const QString &what, SchemaState next, const QString &typing = {});
    /** What the typing @p typing began with, when it is what was done last; else what there is. A
     * name is typed letter by letter, and what follows it must not follow each of them. */
    [[nodiscard]] SchemaState typingStart(const QString &typing) const;
    [[nodiscard]] ModelChange pendingChange() const;
    void discard();
    /** Begins a new model where there is none. */
    void startNew();
    /** Shows what an earlier session left. */
    void restore(const SchemaState &state);

    [[nodiscard]] const std::vector<SchemaProblem> &problems() const { return m_problems; }
    [[nodiscard]] QString problemAt(const FieldPath &path, SchemaProblem::Part part) const;
    /** What applying would do; nullopt: not known (yet). */
    [[nodiscard]] const std::optional<Result<SchemaPlan>> &plan() const { return m_plan; }
    [[nodiscard]] bool isPlanning() const { return m_isPlanning; }
    /** Asks again at once. */
    void makePlan();

    void apply(Confirm confirmLoss);
    [[nodiscard]] const std::optional<SchemaChangeInfo> &lastChange() const { return m_lastChange; }
    void askLastChange();
    /** Takes back the last change of models that was applied. */
    void undoLast(Confirm confirmLoss);

    /** What stands in the project goes before what is edited here, or the other way round. */
    void takeOutside();
    void keepMine();

Q_SIGNALS:
    void changed();
    void planChanged();
    void lastChangeChanged();
    void applied();
    void undone();
    /** Of apply() or undoLast(). */
    void failed(const syncline::Error &error);
    void changedOutside();
    void removedOutside();

private:
    friend class SchemaStep;
    void take(const SchemaState &state);
    void follow();
    void load();
    void finish(const Result<void> &result, bool isUndo);

    struct Typing
    {
        QString key;
        SchemaState before;
        SchemaState after;
    };

    Engine *m_engine;
    std::string m_name; ///< As the project knows it.
    std::string m_key;
    std::optional<SchemaState> m_base;  ///< Without others; of a new model: none.
    std::optional<SchemaState> m_first; ///< What the steps begin with.
    std::optional<SchemaState> m_state;
    std::optional<Typing> m_typing;
    std::shared_ptr<const ModelDef> m_outside; ///< Changed meanwhile, not taken.
    std::vector<SchemaProblem> m_problems;
    std::optional<Result<SchemaPlan>> m_plan;
    std::optional<SchemaChangeInfo> m_lastChange;
    QUndoStack m_steps;
    QTimer m_planTimer;
    quint64 m_planTicket = 0;
    bool m_isNew;
    bool m_isPlanning = false;
    bool m_isApplying = false;
};

} // namespace syncline::ui
