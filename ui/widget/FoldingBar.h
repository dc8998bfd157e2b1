#pragma once

#include <QFrame>

#include <memory>
#include <vector>

class QToolButton;

namespace syncline::ui {

/**
 * The bar above a page, that never makes the page wider than its content needs to be: where there
 * is no room, buttons lose their texts, then those go whose commands can be had elsewhere, such as
 * in a "More" menu of the bar. Give it a QHBoxLayout as any other.
 */
class FoldingBar final : public QFrame
{
    Q_OBJECT

public:
    explicit FoldingBar(QWidget *parent);
    ~FoldingBar() override;

    /** The buttons lose their texts, one call after the other; names and tooltips stay. */
    void foldTexts(const QList<QToolButton *> &buttons);
    /** The buttons go away, all at once. */
    void foldAway(const QList<QToolButton *> &buttons);
    /** Whether @p button went away for lack of room. */
    [[nodiscard]] bool isAway(const QToolButton *button) const;

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Step
    {
        QList<QToolButton *> buttons;
        bool isAway; ///< Else they lose their texts.
    };
    void fold();
    void apply(const Step &step, bool isFolded);
    /** What the step saves, whether it is folded or not. */
    [[nodiscard]] int gain(const Step &step) const;
    /** Of everything, were nothing folded. */
    [[nodiscard]] int wholeWidth() const;
    [[nodiscard]] int widthOf(const QToolButton &button, Qt::ToolButtonStyle style) const;

    std::unique_ptr<QToolButton> m_probe; ///< Never seen: measures how wide a button would be.
    std::vector<Step> m_steps;
    std::size_t m_folded = 0; ///< The first that many steps.
};

} // namespace syncline::ui
