// The devices: each posts what its owner does to /simulator/api/do/… and shows its lines as they come.
const EVERY = 1500;
const HA_TINH = [18.3428, 105.9057];
const news = document.querySelector("#news");

async function act(name, given) {
  const response = await fetch(`/simulator/api/do/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(given),
  });
  const status = response.ok ? (await response.json()).status : response.status;
  news.textContent = `${name}: HTTP ${status}`;
}

function asDataAddress(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = reject;
    reader.readAsDataURL(file);
  });
}

class Device {
  constructor(section) {
    this.kind = section.dataset.kind;
    this.list = section.querySelector(".lines");
    this.form = section.querySelector("form");
    this.from = section.querySelector("[name=from]");
    this.after = 0;
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.from.addEventListener("change", () => { this.after = 0; this.list.replaceChildren(); this.look(); });
    for (const button of section.querySelectorAll("[data-act]")) {
      button.addEventListener("click", () => this.press(button.dataset.act));
    }
    this.look();
    setInterval(() => this.look(), EVERY);
  }

  get field() { return this.form.elements; }

  async send(name, given = {}) {
    await act(name, { from: this.from.value.trim(), ...given });
    await this.look();
  }

  async submit() {
    const text = this.field.text.value;
    const file = this.field.picture?.files[0];
    const given = { text };
    if (file) given.picture = await asDataAddress(file);
    if (this.kind === "call") given.confidence = Number(this.field.confidence.value);
    if (!text.trim() && !file) return;
    this.form.reset();
    await this.send(this.kind === "call" ? "speak" : this.kind, given);
  }

  press(name) {
    if (name === "silent") return this.send("speak", {});
    if (name === "keys") return this.send("speak", { keys: this.field.keys.value.trim() });
    if (name === "start") return this.send("telegram", { text: "/start" });
    if (name === "location") return this.send("telegram", { location: HA_TINH });
    return this.send(name);
  }

  async look() {
    const device = encodeURIComponent(`${this.kind}:${this.from.value.trim()}`);
    const asked = this.after;
    const response = await fetch(`/simulator/api/lines/${device}?after=${asked}`);
    if (!response.ok || asked !== this.after) return;
    for (const line of await response.json()) this.show(line);
  }

  show(line) {
    if (line.n <= this.after) return;
    this.after = line.n;
    const item = document.createElement("li");
    item.className = line.who;
    item.textContent = line.text;
    if (line.picture) {
      const image = document.createElement("img");
      image.src = line.picture;
      image.alt = "";
      item.prepend(image);
    }
    for (const [label, data] of line.buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", () => this.send("telegram", { data, label }));
      item.append(button);
    }
    this.list.append(item);
    this.list.scrollTop = this.list.scrollHeight;
  }
}

document.querySelectorAll(".device").forEach((section) => new Device(section));
