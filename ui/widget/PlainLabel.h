#pragma once

#include <QLabel>
#include <QString>

class QFrame;
class QLineEdit;
class QToolButton;
class QPushButton;

/** Widgets that never guess whether a text is rich, and that look the same everywhere. */
namespace syncline::ui {

/** A label that shows its text as it is. The only way in which the window makes labels. */
class PlainLabel : public QLabel
{
    Q_OBJECT

public:
    explicit PlainLabel(const QString &text = {}, QWidget *parent = nullptr);
};

/** A one-line label that ends in "…" where there is no room, and has the whole text as its tooltip.
 */
class ElidedLabel final : public PlainLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(const QString &text = {}, QWidget *parent = nullptr);
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

enum class LabelRole : unsigned char { Title, Heading, Muted, Error, Warning, Code };
[[nodiscard]] PlainLabel *makeLabel(const QString &text, QWidget *parent = nullptr);
[[nodiscard]] PlainLabel *makeLabel(const QString &text, LabelRole role, QWidget *parent = nullptr);
void setRole(QLabel *label, LabelRole role);

/** A short state on a coloured ground. */
enum class PillKind : unsigned char { Quiet, Running, Ok, Warning, Error };
void setPill(QLabel *label, PillKind kind, const QString &text);

/** Gives a control its objectName and its accessible name. */
void nameControl(QWidget *control, const QString &objectName, const QString &accessibleName);
/** A × that empties @p edit, with a name (Qt's own has none). */
void addClearButton(QLineEdit *edit);
/** Sets a property that the style sheet looks at, and has the widget drawn accordingly. */
void setStyleProperty(QWidget *widget, const char *name, const QVariant &value);

/** A bar with the window's ground and a line below ("top") or above ("bottom"). */
[[nodiscard]] QFrame *makeBar(const QString &edge, QWidget *parent);
/** An icon-only button with name and tooltip. */
[[nodiscard]] QToolButton *makeIconButton(const QString &icon, const QString &objectName,
                                          const QString &text, QWidget *parent);
/** A button that looks like a link. */
[[nodiscard]] QPushButton *makeLinkButton(const QString &text, const QString &objectName,
                                          QWidget *parent);

} // namespace syncline::ui
