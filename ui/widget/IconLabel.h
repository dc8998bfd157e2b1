#pragma once

#include <QIcon>
#include <QWidget>

namespace syncline::ui {

/** A picture that is no button: one of our icons, drawn in the theme's colours of the moment. */
class IconLabel final : public QWidget
{
    Q_OBJECT

public:
    IconLabel(const QIcon &icon, int size, QWidget *parent);

    void setIcon(const QIcon &icon);
    /** Drawn in the quiet colour. */
    void setQuiet(bool isQuiet);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QIcon m_icon;
    bool m_isQuiet = false;
};

} // namespace syncline::ui
