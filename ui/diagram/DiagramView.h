#pragma once

#include "core/model/ModelGraph.h"
#include "ui/base/Theme.h"
#include "ui/diagram/DiagramLayout.h"

#include <QGraphicsView>

#include <map>
#include <vector>

namespace syncline::ui {

class ModelBox;
class ModelLine;

/** Models and their relationships, to be zoomed, moved and walked through by keys. */
class DiagramView final : public QGraphicsView
{
    Q_OBJECT

public:
    DiagramView(const ThemeColors &colors, QWidget *parent);
    ~DiagramView() override;

    /** What is to be laid out: boxes in the order of @p models. */
    [[nodiscard]] static DiagramGraph graphOf(const ModelList &models, const ThemeColors &colors);
    void show(const ModelList &models, const DiagramPlaces &places);
    void setColors(const ThemeColors &colors);

    /** What holds @p text in its name or in a field's; the others fade. How many there are. */
    int search(const QString &text);
    /** Selects the next of what was found. */
    void goToNext();
    void select(const QString &model);
    [[nodiscard]] QString selected() const;
    [[nodiscard]] ModelBox *box(const QString &model) const;

    void zoom(double factor);
    void resetZoom();
    /** All of it at once, but not larger than usual. */
    void fit();

Q_SIGNALS:
    void openWished(const QString &model);
    void selectedChanged();

protected:
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void step(QPointF direction);
    void tell();
    void fill();

    ThemeColors m_colors;
    ModelList m_models;
    DiagramPlaces m_places;
    std::vector<ModelBox *> m_boxes;
    std::vector<ModelLine *> m_lines;
    QString m_searched;
    bool m_isFitted = false; ///< All of it shows, and goes on to.
};

} // namespace syncline::ui
