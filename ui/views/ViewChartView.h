#pragma once

#include "ui/views/ViewChartData.h"

#include <QWidget>

#include <memory>

class QChart;
class QChartView;
class QComboBox;
class QLabel;
class QMenu;
class QStackedWidget;
class QToolButton;

namespace syncline::ui {

class PageStateView;
class Theme;

/** A view's rows as a picture, with the choice of what is drawn. */
class ViewChartView final : public QWidget
{
    Q_OBJECT

public:
    ViewChartView(const Theme *theme, QWidget *parent);

    void setResult(std::shared_ptr<const ViewResult> result);
    /** What the view's header says. */
    void setChart(const std::optional<ViewChart> &chart);
    [[nodiscard]] const std::optional<ViewChart> &chart() const { return m_chart; }
    /** Off when the header cannot be changed: what is chosen is for now only. */
    void setHint(const QString &text);

Q_SIGNALS:
    /** The user chose another one. */
    void chartEdited(const std::optional<syncline::ViewChart> &chart);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildBar();
    void fillChoices();
    void takeChoices();
    void draw();
    void drawBars(const ViewChartData &drawn);
    void drawLines(const ViewChartData &drawn);
    void drawPie(const ViewChartData &drawn);
    void addValueAxis(const ViewChartData &drawn, bool fromZero);
    void paint();
    void turnNames();
    [[nodiscard]] QColor colorOf(int series) const;

    const Theme *m_theme;
    std::shared_ptr<const ViewResult> m_result;
    std::optional<ViewChart> m_chart;
    QComboBox *m_kind = nullptr;
    QComboBox *m_x = nullptr;
    QToolButton *m_y = nullptr;
    QMenu *m_yMenu = nullptr;
    QLabel *m_note = nullptr;
    QStackedWidget *m_stack = nullptr;
    PageStateView *m_state = nullptr;
    QChart *m_picture = nullptr;
    QChartView *m_chartView = nullptr;
};

} // namespace syncline::ui
