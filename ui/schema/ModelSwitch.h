#pragma once

#include <QList>
#include <QWidget>

class QToolButton;

namespace syncline::ui {

/** "Records | Schema": the two sides of a model, in both of their pages. */
class ModelSwitch final : public QWidget
{
    Q_OBJECT

public:
    enum class Side : unsigned char { Records, Schema };
    ModelSwitch(Side shown, QWidget *parent);
    [[nodiscard]] const QList<QToolButton *> &buttons() const { return m_buttons; }

Q_SIGNALS:
    /** The other side was chosen. */
    void otherChosen();

private:
    QList<QToolButton *> m_buttons;
};

} // namespace syncline::ui
