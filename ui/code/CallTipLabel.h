#pragma once

#include "ui/code/LuaScope.h"

#include <QFrame>

class QLabel;

namespace syncline::ui {

/** The signature of the function being called, above the caret's line, with the argument being
 * written in the accent's colour. A widget in the window: it needs no screen. */
class CallTipLabel final : public QFrame
{
    Q_OBJECT

public:
    explicit CallTipLabel(QWidget *parent);

    /** @p line is the caret's line in the parent. */
    void open(const LuaCallTip &tip, const QRect &line);
    [[nodiscard]] QString text() const;
    [[nodiscard]] QString argument() const;

private:
    QLabel *m_before;
    QLabel *m_argument;
    QLabel *m_after;
    QLabel *m_summary;
};

} // namespace syncline::ui
