#pragma once

#include "core/base/Error.h"
#include "core/project/ViewDef.h"
#include "core/record/view/ViewTypes.h"
#include "ui/shell/DocumentRef.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class QLabel;
class QStackedWidget;
class QTabBar;

namespace syncline::ui {

class Banner;
class PageStateView;
class Theme;
class ViewChartView;
class ViewTable;
class ViewTableModel;

/** What a view answered: its table and its chart, or why there is neither. */
class ViewResults final : public QWidget
{
    Q_OBJECT

public:
    ViewResults(const Theme *theme, QWidget *parent);

    void showNotRun();
    /** The rows before stay for a moment, until it takes long. */
    void showRunning();
    void showError(const Error &error);
    void showResult(std::shared_ptr<const ViewResult> result);
    /** The rows are of a text that was edited since. */
    void setStale(bool isStale);

    [[nodiscard]] ViewChartView *chart() const { return m_chart; }
    [[nodiscard]] ViewTable *table() const { return m_table; }
    [[nodiscard]] bool showsChart() const;
    void setShowsChart(bool isChart);
    [[nodiscard]] bool hasRows() const;
    void focusRows();

Q_SIGNALS:
    void runRequested();
    void inspectRequested(const syncline::ui::InspectTarget &target);

private:
    void updateStatus();

    std::shared_ptr<const ViewResult> m_result;
    bool m_isStale = false;
    QTimer m_busyTimer;
    QStackedWidget *m_stack;
    PageStateView *m_state;
    QWidget *m_answer; ///< All of an answer that has rows.
    QTabBar *m_tabs;
    QStackedWidget *m_shown;
    ViewTableModel *m_model;
    ViewTable *m_table;
    ViewChartView *m_chart;
    QLabel *m_status;
};

} // namespace syncline::ui
