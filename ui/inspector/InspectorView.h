#pragma once

#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QWidget>

#include <vector>

class QStackedWidget;
class QToolButton;

namespace syncline::ui {

class PageStateView;
class RecordInspector;
class RunView;

/** The dock at the right: the selected record or run. Links lead on to others, and back. */
class InspectorView final : public QWidget
{
    Q_OBJECT

public:
    explicit InspectorView(const UiContext &context, QWidget *parent = nullptr);

    /** From outside: starts a new trail. */
    /** The keyboard goes to what is inspected. */
    void focusContent();
    void show(const InspectTarget &target);
    /** Along a link: Back returns. */
    void follow(const InspectTarget &target);
    void goBack();
    [[nodiscard]] InspectTarget target() const
    {
        return m_trail.empty() ? InspectTarget() : m_trail.back();
    }
    [[nodiscard]] RecordInspector *record() const { return m_record; }

Q_SIGNALS:
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);
    void logsRequested(qint64 run);
    void leaveRequested(); ///< Esc: back to the document.

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void showLast();

    std::vector<InspectTarget> m_trail;
    QWidget *m_trailBar;
    QToolButton *m_back;
    QStackedWidget *m_stack;
    PageStateView *m_empty;
    RecordInspector *m_record;
    RunView *m_run;
};

} // namespace syncline::ui
