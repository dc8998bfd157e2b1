#pragma once

#include "core/action/EditTypes.h"
#include "ui/records/PendingEdits.h"
#include "ui/shell/UiContext.h"

#include <QObject>

#include <optional>
#include <vector>

namespace syncline::ui {

/** Has the engine apply a model's pending edits, one run at a time, and takes back the last such
 * run. */
class PendingApply final : public QObject
{
    Q_OBJECT

public:
    struct Summary
    {
        int applied = 0;
        int failed = 0; ///< Those in conflict included.
        int conflicts = 0;
        RunId run = noRun;
        bool wasUndo = false;
        std::optional<Error> error; ///< Why the whole did not happen.
    };

    PendingApply(const UiContext &context, QString model, QObject *parent);

    /** @p ids empty: all. */
    void apply(const std::vector<RecordId> &ids, EditPolicy policy);
    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    /** Stops before the next record. */
    void cancel();
    [[nodiscard]] bool canUndo() const { return !m_undo.empty() && !m_isRunning; }
    void undo();
    void forgetUndo() { m_undo.clear(); }

Q_SIGNALS:
    void started(int records);
    void finished(const syncline::ui::PendingApply::Summary &summary);

private:
    void run(std::vector<RecordEdit> edits, EditPolicy policy, std::vector<PendingPtr> applied);
    void handleOutcome(const Result<EditOutcome> &outcome, const std::vector<PendingPtr> &applied);

    const UiContext m_context;
    const QString m_model;
    PendingEdits *m_pending;
    bool m_isRunning = false;
    bool m_isUndoing = false;
    QString m_token;     ///< Of what runs; its run carries it in its trigger.
    RunId m_run = noRun; ///< As soon as it is known.
    std::vector<RecordEdit> m_undo;
};

} // namespace syncline::ui
