#pragma once

#include "core/base/Error.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QProgressBar;

namespace syncline::ui {

class IconLabel;

/** What an empty page says: what it is for, and one button. */
struct EmptyState
{
    QString icon;
    QString title;
    QString text;
    QString button; ///< Empty: none.
};

/** What a page shows when it has no content: empty, loading, or an error with what to do. Text is
 * plain and can be copied. */
class PageStateView final : public QWidget
{
    Q_OBJECT

public:
    explicit PageStateView(QWidget *parent = nullptr);

    void showEmpty(const EmptyState &state);
    void showLoading(const QString &text);
    /** @p button: empty for "Try again". */
    void showError(const Error &error, const QString &button = {});
    enum class State : unsigned char { Empty, Loading, Error };
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] QString titleText() const;
    [[nodiscard]] QString bodyText() const;

Q_SIGNALS:
    void buttonClicked();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void setContent(const QString &icon, const QString &title, const QString &text,
                    const QString &button);

    IconLabel *m_icon;
    bool m_hasPicture = false;
    State m_state = State::Loading;
    QLabel *m_title;
    QLabel *m_text;
    QProgressBar *m_busy;
    QPushButton *m_button;
};

} // namespace syncline::ui
