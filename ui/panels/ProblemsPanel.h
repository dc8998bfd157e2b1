#pragma once

#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QTimer>
#include <QWidget>

class QStackedWidget;
class QTableView;

namespace syncline::ui {

class PageStateView;
class ProblemModel;

/** What is wrong in the project's files; a problem opens its file at its line. */
class ProblemsPanel final : public QWidget
{
    Q_OBJECT

public:
    ProblemsPanel(const UiContext &context, QWidget *parent);

Q_SIGNALS:
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);
    void countChanged(int count);

private:
    void load();

    const UiContext m_context;
    ProblemModel *m_model;
    QTableView *m_table;
    QStackedWidget *m_stack;
    PageStateView *m_stateView;
    QTimer m_timer;
    quint64 m_ticket = 0;
};

} // namespace syncline::ui
