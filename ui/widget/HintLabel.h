#pragma once

#include "ui/widget/PlainLabel.h"

namespace syncline::ui {

/**
 * A sentence beside a part of the window that says why something was refused. Like a tooltip, but
 * at once, by key as by mouse, and no window of its own; goes with the next key or click, or after
 * a while. One a window.
 */
class HintLabel final : public PlainLabel
{
    Q_OBJECT

public:
    /** Below @p part of @p near, or above where there is no room. */
    static void showText(const QWidget *near, const QRect &part, const QString &text);
    static void hideText(const QWidget *near);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    explicit HintLabel(QWidget *window);
    void place(const QRect &part);
    QTimer *m_timer;
};

} // namespace syncline::ui
