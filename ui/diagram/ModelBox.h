#pragma once

#include "core/model/ModelGraph.h"
#include "ui/base/Theme.h"

#include <QGraphicsItem>
#include <QPainterPath>

#include <memory>

namespace syncline::ui {

/** A model in the diagram: its name and its fields. */
class ModelBox final : public QGraphicsItem
{
public:
    enum { Type = UserType + 1 };
    ModelBox(std::shared_ptr<const ModelDef> model, const ThemeColors &colors);

    [[nodiscard]] int type() const override { return Type; }
    [[nodiscard]] const ModelDef &model() const { return *m_model; }
    [[nodiscard]] QRectF boundingRect() const override;
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

    enum class Look : unsigned char { Usual, Found, Faint };
    void setLook(Look look, const QString &searched);
    [[nodiscard]] Look look() const { return m_look; }

    static constexpr int mostFields = 16; ///< More are counted.

private:
    void paintField(QPainter *painter, const FieldDef &field, const QRectF &row) const;

    std::shared_ptr<const ModelDef> m_model;
    ThemeColors m_colors;
    QSizeF m_size;
    Look m_look = Look::Usual;
    QString m_searched;
};

/** A relationship: a line with a crow's foot where there may be several. */
class ModelLine final : public QGraphicsItem
{
public:
    ModelLine(ModelEdge edge, const std::vector<QPointF> &points, const QRectF &from,
              const QRectF &to, const ThemeColors &colors);

    [[nodiscard]] const ModelEdge &edge() const { return m_edge; }
    [[nodiscard]] QRectF boundingRect() const override;
    [[nodiscard]] QPainterPath shape() const override;
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;
    void setStrong(bool isStrong);

private:
    void paintEnd(QPainter *painter, double at, ModelEdge::Many count, bool isRequired) const;

    const ModelEdge m_edge;
    QPainterPath m_path;
    ThemeColors m_colors;
    bool m_isStrong = false;
};

/** "Each order belongs to one customer, as customer; a customer has many, as orders." */
[[nodiscard]] QString edgeWords(const ModelEdge &edge);

} // namespace syncline::ui
