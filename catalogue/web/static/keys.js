// The page works without this. With it, “/” goes to the search box; who finds that in the way turns it off (WCAG 2.1.4).
const box = document.getElementById("q");
const line = document.getElementById("key");

const isOn = () => localStorage.getItem("key") !== "off";

function say(button) {
  button.textContent = isOn() ? button.dataset.on : button.dataset.off;
}

if (box) {
  const button = line.querySelector("button");
  say(button);
  line.hidden = false;
  button.addEventListener("click", () => {
    localStorage.setItem("key", isOn() ? "off" : "on");
    say(button);
  });
  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input:not([type=checkbox], [type=radio]), select, textarea");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writes || !isOn()) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
