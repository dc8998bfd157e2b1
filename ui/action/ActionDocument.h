#pragma once

#include "core/engine/Engine.h"

#include <QObject>
#include <QTimer>
#include <QUndoStack>

#include <optional>
#include <string>
#include <vector>

namespace syncline::ui {

/**
 * One action while it is edited. Each change is saved at once, one save after another, and can be
 * undone; the file stays the truth: a change from outside, or a save that is refused, shows what
 * the project has and forgets the steps back. Window thread only.
 */
class ActionDocument final : public QObject
{
    Q_OBJECT

public:
    ActionDocument(Engine *engine, std::string fullName, QObject *parent);
    /** Says nothing of the steps that go with it: who listens is going, too. */
    ~ActionDocument() override;

    /** nullptr: the project has no such action (any more). */
    [[nodiscard]] const ActionDef *action() const { return m_action ? &*m_action : nullptr; }
    [[nodiscard]] const std::string &fullName() const { return m_fullName; }
    /** "models/product/publish/action.json", also when it is missing. */
    [[nodiscard]] QString file() const;
    [[nodiscard]] bool isSaving() const { return m_isSaving; }
    [[nodiscard]] bool isChecking() const { return m_isChecking; }
    [[nodiscard]] QUndoStack *steps() { return &m_steps; }

    /** Takes @p next and saves it. @p what names the step: "Remove updateRecord". */
    void change(const QString &what, const ActionDef &next);
    /** Those of the action's file and of the Lua files in its lists. */
    [[nodiscard]] const std::vector<Problem> &problems() const { return m_problems; }
    /** Reads the project's state again. */
    void reload();

Q_SIGNALS:
    void changed(); ///< action() is another one.
    void changedOutside();
    void problemsChanged();
    void saved();
    void saveFailed(const syncline::Error &error);

private:
    friend class ActionStep;
    void take(const ActionDef &action);
    void save();
    void check();
    [[nodiscard]] bool concerns(const Problem &problem) const;

    Engine *m_engine;
    const std::string m_fullName;
    std::optional<ActionDef> m_action;
    std::vector<Problem> m_problems;
    QUndoStack m_steps;
    QTimer m_checkTimer;
    quint64 m_checkTicket = 0;
    bool m_isChecking = false;
    bool m_isSaving = false;
    bool m_saveAgain = false;
};

} // namespace syncline::ui
