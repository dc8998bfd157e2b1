#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace syncline::ui {

class IconLabel;

/** One line across a page that says something and offers up to two buttons. Hidden until shown. */
class Banner final : public QFrame
{
    Q_OBJECT

public:
    enum class Kind : unsigned char { Info, Warning, Error };

    Banner(const QString &objectName, QWidget *parent);

    void showMessage(Kind kind, const QString &text, const QString &button = {},
                     const QString &secondButton = {});
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void buttonClicked();
    void secondButtonClicked();

private:
    IconLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_button;
    QPushButton *m_second;
};

} // namespace syncline::ui
