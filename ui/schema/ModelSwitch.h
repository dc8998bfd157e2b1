#pragma once

#include <QWidget>

namespace syncline::ui {

/** "Records | Schema": the two sides of a model, in both of their pages. */
class ModelSwitch final : public QWidget
{
    Q_OBJECT

public:
    enum class Side : unsigned char { Records, Schema };
    ModelSwitch(Side shown, QWidget *parent);

Q_SIGNALS:
    /** The other side was chosen. */
    void otherChosen();
};

} // namespace syncline::ui
