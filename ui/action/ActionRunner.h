#pragma once

#include "core/action/ActionTypes.h"
#include "core/project/ProjectDef.h"
#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace syncline::ui {

class Banner;
class RecordForm;

/** Runs the action from its page: on a record, with its inputs; says how it went. */
class ActionRunner final : public QFrame
{
    Q_OBJECT

public:
    ActionRunner(const UiContext &context, QWidget *parent);

    void show(const ActionDef &action);
    void setRecord(const QString &id);
    [[nodiscard]] QString record() const;
    void run();
    /** Puts the keyboard where the first input is missing. */
    void focusInput();

Q_SIGNALS:
    void inspectRequested(const syncline::ui::InspectTarget &target);
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);
    void logsRequested(qint64 run);

private:
    [[nodiscard]] bool needsRecord() const;
    [[nodiscard]] bool hasForms() const; ///< Create and update are done in forms of their own.
    void openForms();
    void update();
    void handleOutcome(const Result<ActionOutcome> &outcome);

    const UiContext m_context;
    ActionDef m_action;
    QWidget *m_recordLine;
    QLineEdit *m_record;
    RecordForm *m_form;
    QPushButton *m_run;
    Banner *m_banner;
    QPlainTextEdit *m_result;
    RunId m_lastRun = noRun;
    bool m_isRunning = false;
};

} // namespace syncline::ui
